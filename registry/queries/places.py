"""Where rows lie in the tree of scopes, said so that an index can answer.

A range on the path says one tree; many trees are said by how their paths begin, in one hashed
look-up for each length; places that hold records at all, when they are few, are named one by one,
which lets a list join their heads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, and_, any_, bindparam, cast, func, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from core.database import session
from registry.models import RecordIndex

#: As many ranges are compared row by row; past them, one look-up for each length.
MOST_RANGES: Final = 20
#: A list joins the heads of so many places; past them, it goes down the order and looks at each.
MOST_HEADS: Final = 64

_LEAVES: Final = text("""
WITH RECURSIVE root(path) AS (
    SELECT path COLLATE "C" FROM unnest(CAST(:roots AS text[])) AS given(path)
), leaf(path, root) AS (
    SELECT (SELECT min(i.scope_path) FROM record_index AS i
            WHERE i.entity = :entity AND i.state = :state
              AND i.scope_path >= root.path || '/' AND i.scope_path < root.path || '0'), root.path
    FROM root
    UNION ALL
    SELECT (SELECT min(i.scope_path) FROM record_index AS i
            WHERE i.entity = :entity AND i.state = :state
              AND i.scope_path > leaf.path AND i.scope_path < leaf.root || '0'), leaf.root
    FROM leaf WHERE leaf.path IS NOT NULL
)
SELECT path FROM leaf WHERE path IS NOT NULL LIMIT :most
""").bindparams(bindparam("roots", type_=ARRAY(Text)))


def under(scope_path: str, at: Any = RecordIndex.scope_path) -> ColumnElement[bool]:
    """Rows at a scope or below it, as one range of the "C"-sorted path, whose neighbours (« /a-b »
    between « /a » and « /a/ ») are then left out."""
    root = scope_path.rstrip("/")
    return and_(at >= root, at < f"{root}0", or_(at == root, at >= f"{root}/"))


def under_each(root: ColumnElement[str]) -> ColumnElement[bool]:
    """The same for scopes that are rows of the statement, without a slash at their end."""
    at = RecordIndex.scope_path
    return and_(at >= root, at < root + "0", or_(at == root, at >= root + "/"))


def below_each(root: ColumnElement[str]) -> ColumnElement[bool]:
    """The same without the scopes themselves."""
    return and_(RecordIndex.scope_path >= root + "/", RecordIndex.scope_path < root + "0")


def within(paths: Sequence[str], at: Any = RecordIndex.scope_path) -> ColumnElement[bool]:
    """Rows at one of these scopes or below."""
    if len(paths) <= MOST_RANGES:
        return or_(*(under(path, at) for path in paths))
    by_length: dict[int, list[str]] = defaultdict(list)
    for path in paths:
        root = f"{path.rstrip('/')}/"
        by_length[len(root)].append(root)
    whole = at + "/"
    return or_(
        *(func.left(whole, length) == any_(texts(found)) for length, found in by_length.items())
    )


def one_of(paths: Sequence[str]) -> ColumnElement[bool]:
    """Rows exactly at one of these scopes."""
    return RecordIndex.scope_path == any_(texts(paths))


def leaves(entity: str, state: str, roots: Sequence[str]) -> list[str] | None:
    """The places at or under `roots` where records of this entity may lie, when they are few: the
    index is asked for the next place after each, never row by row."""
    if len(roots) > MOST_HEADS:
        return None
    plain = [root.rstrip("/") for root in roots]
    asked = {"roots": plain, "entity": entity, "state": state, "most": MOST_HEADS + 1}
    found = {*plain, *session.scalars(_LEAVES, asked)}
    return sorted(found) if len(found) <= MOST_HEADS else None


def texts(values: Sequence[str]) -> Any:
    """An array of texts as the server reads one."""
    return cast(list(values), ARRAY(Text))


def stay_on_indexes() -> None:
    """In this transaction, go by an index wherever there is one. A list asks for the first rows of
    many: the planner then hopes to meet them at the beginning of the table, where another kind of
    record may lie."""
    session.execute(select(func.set_config("enable_seqscan", "off", True)))  # noqa: FBT003
