"""The erasure itself, over all tables that say what becomes of their rows (`core.erasing`)."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from markupsafe import escape
from sqlalchemy import (
    ColumnElement,
    Table,
    Text,
    Uuid,
    and_,
    cast,
    delete,
    false,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
    update,
)

from core.actor import Actor
from core.contributions import all_of as contributed
from core.database import Model, note_written, session
from core.erasing import CORE, NOBODY, TABLES, Erased
from core.models import Change
from core.rewriting import emptied, vouch

Subjects = dict[str, set[Any]]
#: Rows looked at together.
_AT_ONCE: Final = 500


def speaking() -> Iterator[tuple[Table, Erased]]:
    """Tables that say what becomes of their rows; those others refer to come first."""
    said = {name: one for room in (CORE, *contributed(TABLES)) for name, one in room.said.items()}
    for table in Model.metadata.sorted_tables:
        if table.name in said:
            yield table, said[table.name]


def all_of(kind: str, subject_id: UUID, *also: tuple[str, UUID]) -> Subjects:
    """A thing, and everything that hangs on it, however far."""
    found: Subjects = defaultdict(set)
    fresh: Subjects = defaultdict(set)
    for one, its_id in ((kind, subject_id), *also):
        fresh[one].add(its_id)
    while fresh:
        for one, ids in fresh.items():
            found[one] |= ids
        met: Subjects = defaultdict(set)
        for table, said in speaking():
            for one, its_id in _met(table, said, fresh):
                if its_id not in found.get(one, ()):
                    met[one].add(its_id)
        fresh = met
    return found


def count(subjects: Subjects) -> dict[str, int]:
    """Table → rows that would go."""
    counted = {
        table.name: session.scalar(
            select(func.count()).select_from(table).where(_going(table, said, subjects))
        )
        for table, said in speaking()
    }
    return {name: number for name, number in counted.items() if number}


def remove(subjects: Subjects) -> None:
    """Delete the rows; bytes of files go at the next turn of the sweeper, within the hour."""
    session.flush()
    for table, said in reversed(list(speaking())):
        session.execute(delete(table).where(_going(table, said, subjects)))
    note_written()
    session.expire_all()


def silence(actor: Actor, subjects: Subjects) -> None:
    """Their history says no more than who did what when."""
    gone = [line for kind, ids in subjects.items() for line in _lines(kind, ids) if emptied(line)]
    vouch(actor, gone)


def unname(actor: Actor, account_id: UUID, words: Sequence[str]) -> None:
    """Take a person out of rows that stay: by the account where a column says whose name it is,
    word for word in what the house wrote."""
    words = sorted({*words, *(str(escape(word)) for word in words)}, key=len, reverse=True)
    for table, said in speaking():
        for name, holder in said.names.items():
            session.execute(
                update(table)
                .where(table.c[holder] == account_id, table.c[name] != NOBODY)
                .values({name: NOBODY})
            )
        if said.addressed and words:
            sent_to = func.lower(table.c[said.addressed])
            session.execute(delete(table).where(sent_to.in_([word.lower() for word in words])))
        if said.texts and words and table is not Change.__table__:
            _reword(table, said.texts, words)
    note_written()
    session.expire_all()
    vouch(actor, _reworded_lines(words) if words else ())


def _met(table: Table, said: Erased, fresh: Subjects) -> Iterator[tuple[str, Any]]:
    """What hangs on these, and what they take along."""
    wanted = [(said.kind, "id")] if said.kind else []
    wanted += [(kind, column) for column, kind in said.brings.items()]
    where = _going(table, said, fresh)
    if not wanted or where is _NONE:
        return
    columns = [table.c[column] for _kind, column in wanted]
    for row in session.execute(select(*columns).where(where)):
        yield from (
            (kind, value) for (kind, _), value in zip(wanted, row, strict=True) if value is not None
        )


_NONE: Final = false()


def _going(table: Table, said: Erased, subjects: Subjects) -> ColumnElement[bool]:
    """Rows that are one of these, or hang on one."""
    found: list[ColumnElement[bool]] = []
    if said.kind and said.kind != "account" and (own := subjects.get(said.kind)):
        found.append(table.c.id.in_(own))
    pairs = [(one, i) for one, ids in subjects.items() for i in ids if isinstance(i, UUID)]
    for column, kind in said.on.items():
        if kind == "*":
            found.append(table.c[column].in_([its_id for _one, its_id in pairs]))
        elif kind.startswith("@"):
            found.append(tuple_(table.c[kind[1:]], table.c[column]).in_(pairs))
        elif its := subjects.get(kind):
            found.append(table.c[column].in_(its))
    if not found:
        return _NONE
    where = or_(*found)
    return and_(where, text(f"NOT ({said.except_for})")) if said.except_for else where


def _lines(kind: str, ids: set[Any]) -> Sequence[Change]:
    known = [one for one in ids if isinstance(one, UUID)]
    query = select(Change).where(Change.subject_kind == kind, Change.subject_id.in_(known))
    return session.scalars(query.order_by(Change.id)).all()


def _reword(table: Table, columns: Sequence[str], words: Sequence[str]) -> None:
    key = list(table.primary_key.columns)
    looked = [table.c[name] for name in columns]
    rows = session.execute(select(*key, *looked).where(_holds(looked, words))).all()
    for row in rows:
        its_key, values = row[: len(key)], row[len(key) :]
        changed = {
            column.name: clean
            for column, value in zip(looked, values, strict=True)
            if (clean := reworded(value, words)) != value
        }
        same = and_(*(column == value for column, value in zip(key, its_key, strict=True)))
        if changed:
            session.execute(update(table).where(same).values(changed))


def _reworded_lines(words: Sequence[str]) -> list[Change]:
    """Lines of history that told of the person, whatever they are about; their subjects held."""
    where = _holds([Change.patch, Change.facts, Change.reason], words)
    found = session.scalars(select(Change).where(where).order_by(Change.id)).all()
    _hold({(line.subject_kind, line.subject_id) for line in found})
    for line in found:
        line.patch, line.facts = reworded(line.patch, words), reworded(line.facts, words)
        line.reason = reworded(line.reason, words)
    return list(found)


def _hold(subjects: set[tuple[str, UUID]]) -> None:
    """The rows that histories are about, so that nobody writes a line beside ours."""
    for table, said in speaking():
        ids = sorted(its_id for kind, its_id in subjects if kind == said.kind)
        if said.kind and ids and isinstance(table.c.id.type, Uuid):
            session.execute(
                select(table.c.id).where(table.c.id.in_(ids)).order_by(table.c.id).with_for_update()
            )


def _holds(columns: Sequence[Any], words: Sequence[str]) -> ColumnElement[bool]:
    """Whether one of the words stands in one of the columns, as documents spell them."""
    return or_(
        *(
            func.strpos(func.lower(cast(column, Text)), literal(spelt.lower())) > 0
            for column in columns
            for word in words
            for spelt in {word, json.dumps(word, ensure_ascii=False)[1:-1]}
        )
    )


def reworded(value: Any, words: Sequence[str]) -> Any:
    """The same without these words, keys of documents left as they are."""
    if isinstance(value, str):
        for word in words:  # whole words: a name may be the beginning of another
            value = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", NOBODY, value, flags=re.IGNORECASE)
        return value
    if isinstance(value, Mapping):
        return {key: reworded(one, words) for key, one in value.items()}
    if isinstance(value, list):
        return [reworded(one, words) for one in value]
    return value
