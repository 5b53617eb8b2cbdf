"""The tree of places on which rights are given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, or_, select, true

from accounts.models import Account, Grant, Scope
from accounts.queries.dates import granted_today, not_over
from core.actor import Actor
from core.database import session
from core.errors import NotFound
from core.folding import fold

#: Everything lies under it.
ROOT = "/org"
#: Names are looked through in Python, accent-blind, up to this many scopes.
LOOKED_THROUGH = 5000


def scope_by_path(path: str) -> Scope | None:
    """The scope at `path`."""
    return session.scalar(select(Scope).where(Scope.path == path))


def scope_of(scope_id: UUID) -> Scope:
    """The scope itself."""
    found = session.get(Scope, scope_id)
    if found is None:
        raise NotFound
    return found


def scope_by_code(kind: str, code: str) -> Scope | None:
    """The scope of `kind` that bears `code`."""
    return session.scalar(select(Scope).where(Scope.kind == kind, Scope.code == code))


def children_of(scope: Scope | None, limit: int = 500) -> list[tuple[Scope, int]]:
    """The scopes right under `scope` (the roots for None), each with how many stand under it."""
    below = select(Scope.parent_id, func.count().label("n")).group_by(Scope.parent_id).subquery()
    parent = Scope.parent_id.is_(None) if scope is None else Scope.parent_id == scope.id
    rows = session.execute(
        select(Scope, func.coalesce(below.c.n, 0))
        .outerjoin(below, below.c.parent_id == Scope.id)
        .where(parent)
        .order_by(Scope.label, Scope.id)
        .limit(limit)
    )
    return [(found, number) for found, number in rows]


def grants_on(scope: Scope, limit: int = 200) -> list[Grant]:
    """Roles that hold today on `scope` itself, by person."""
    return list(
        session.scalars(
            select(Grant)
            .join(Account)
            .where(Grant.scope_id == scope.id, Account.disabled_at.is_(None), granted_today())
            .order_by(Account.folded, Grant.id)
            .limit(limit)
        )
    )


def holders_of_role(actor: Actor, key: str, permission: str, limit: int = 200) -> list[Grant]:
    """Grants of a role that hold today, of people this actor looks after."""
    return list(
        session.scalars(
            select(Grant)
            .join(Account)
            .join(Scope)
            .where(
                Grant.role == key,
                Account.disabled_at.is_(None),
                granted_today(),
                under(actor.scopes_for(permission), everywhere=actor.system),
            )
            .order_by(Account.folded, Grant.id)
            .limit(limit)
        )
    )


def standing_grants(key: str, limit: int) -> list[Grant]:
    """Grants of a role that hold today or will, of closed accounts too: they may come back."""
    asked = select(Grant).join(Account).where(Grant.role == key, not_over())
    return list(session.scalars(asked.order_by(Account.folded, Grant.id).limit(limit)))


def standing_count(key: str) -> int:
    """How many there are."""
    asked = select(func.count()).select_from(Grant).where(Grant.role == key, not_over())
    return session.scalar(asked) or 0


def line_of(scope: Scope) -> list[Scope]:
    """From the root down to `scope` itself."""
    found = session.scalars(select(Scope).where(Scope.path.in_(ancestors(scope.path))))
    return sorted(found, key=lambda s: len(s.path))


def scopes_under(paths: Iterable[str], limit: int = LOOKED_THROUGH) -> list[Scope]:
    """The trees under `paths`, roots first."""
    return list(
        session.scalars(
            select(Scope)
            .where(under(paths))
            .order_by(func.length(Scope.path), Scope.label)
            .limit(limit)
        )
    )


def scope_named(text: str, paths: Iterable[str]) -> list[Scope]:
    """What a person meant by `text` among the trees under `paths`: a path, « Nom (code) », a code,
    else a name without regard to accents. Several when it is not clear."""
    return _meant(text, scopes_under(paths))


def scopes_named(texts: Iterable[str], paths: Iterable[str]) -> dict[str, list[Scope]]:
    """The same for many texts, the trees read once."""
    known = scopes_under(paths)
    return {text: _meant(text, known) for text in texts}


def _meant(text: str, known: list[Scope]) -> list[Scope]:
    text = text.strip()
    if not text:
        return []
    inside = text[:-1].rsplit("(", 1)[-1].strip() if text.endswith(")") else ""
    folded = fold(text)
    for wanted in (
        lambda s: s.path == text,
        lambda s: text.casefold() == display(s).casefold(),
        lambda s: s.code.casefold() in {text.casefold(), inside.casefold()},
        lambda s: bool(folded) and fold(s.label) == folded,
        lambda s: bool(folded) and folded in fold(s.label),
    ):
        if found := [scope for scope in known if wanted(scope)]:
            return found
    return []


def display(scope: Scope) -> str:
    """A scope as people read and type it."""
    return scope.label if scope.kind == "organisation" else f"{scope.label} ({scope.code})"


def ancestors(path: str) -> list[str]:
    """The path itself and all above it."""
    pieces = [piece for piece in path.split("/") if piece]
    return ["/" + "/".join(pieces[: n + 1]) for n in range(len(pieces))]


def under(
    paths: Iterable[str], column: Any = None, *, everywhere: bool = False
) -> ColumnElement[bool]:
    """Rows whose scope lies in one of the trees under `paths`; none when there is none."""
    if everywhere:
        return true()
    path = Scope.path if column is None else column
    trees = [
        or_(path == root, path.startswith(root.rstrip("/") + "/", autoescape=True))
        for root in paths
    ]
    return or_(*trees) if trees else false()
