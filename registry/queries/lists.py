"""Lists of records through the narrow index: keyset pages, bounded counts, facets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from core import paging
from core.actor import Actor
from core.database import session
from core.errors import BadInput
from registry.domain.entity import Entity, EntityField, Kind
from registry.domain.slots import slot_value
from registry.models import Record, RecordIndex
from registry.queries.entities import live_entity
from registry.queries.filters import column_of, listed_field, narrowed, search
from registry.queries.gate import reach

MOST_PER_PAGE = 200


@dataclass(frozen=True, slots=True)
class Facet:
    """How many records of the list have each answer to a closed question."""

    field: EntityField
    #: (value, words, count) in the order of the choices; answers that nobody gave are left out.
    choices: Sequence[tuple[Any, str, int]]


def list_records(  # noqa: PLR0917 – the API and pages name them in this order
    actor: Actor,
    entity: str,
    q: str = "",
    filters: Mapping[str, Any] | None = None,
    sort: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
    *,
    state: str = "active",
) -> paging.Page[Record]:
    """One page of the records in reach, by name or by a listed field (`-field` for downwards)."""
    found = live_entity(entity)
    clauses = _where(actor, found, q, filters or {}, sort, state)
    count = (
        session.scalar(
            select(func.count()).select_from(
                select(RecordIndex.record_id)
                .where(*clauses)
                .limit(paging.COUNT_BOUND + 1)
                .subquery()
            )
        )
        or 0
    )
    order = _Order.of(found, sort)
    rows = session.execute(
        select(RecordIndex.record_id, order.column)
        .where(*clauses, *order.after(cursor))
        .order_by(*order.by)
        .limit(min(max(limit, 1), MOST_PER_PAGE) + 1)
    ).all()
    size = min(max(limit, 1), MOST_PER_PAGE)
    more = len(rows) > size
    rows = rows[:size]
    return paging.Page(
        items=_records(entity, [row[0] for row in rows]),
        next=paging.cursor(_plain(rows[-1][1]), str(rows[-1][0])) if more else None,
        count=min(count, paging.COUNT_BOUND),
        bounded=count > paging.COUNT_BOUND,
    )


def facets(
    actor: Actor,
    entity: str,
    q: str = "",
    filters: Mapping[str, Any] | None = None,
) -> list[Facet]:
    """For each listed closed question, the answers of the same list without its own filter."""
    found = live_entity(entity)
    asked = dict(filters or {})
    return [
        Facet(field, _counted(actor, found, field, q, _without(asked, field.key)))
        for field in found.listed
        if field.choices
    ]


def _without(filters: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in filters.items() if key != name}


def _counted(
    actor: Actor, entity: Entity, field: EntityField, q: str, filters: Mapping[str, Any]
) -> list[tuple[Any, str, int]]:
    column = column_of(field)
    clauses = _where(actor, entity, q, filters, field.key, "active")
    rows = session.execute(select(column, func.count()).where(*clauses).group_by(column))
    counts: dict[Any, int] = {row[0]: row[1] for row in rows}
    return [
        (value, words, counts[folded])
        for value, words in field.choices
        if (folded := slot_value(field, value)) in counts
    ]


def _where(
    actor: Actor, entity: Entity, q: str, filters: Mapping[str, Any], sort: str | None, state: str
) -> list[ColumnElement[bool]]:
    named = [listed_field(entity, name) for name in filters]
    if sort:
        named.append(listed_field(entity, sort.removeprefix("-")))
    return [
        RecordIndex.entity == entity.key,
        RecordIndex.state == state,
        reach(actor, entity, named),
        *search(q),
        *narrowed(entity, filters),
    ]


def _records(entity: str, ids: list[UUID]) -> list[Record]:
    found = {
        r.id: r
        for r in session.scalars(select(Record).where(Record.entity == entity, Record.id.in_(ids)))
    }
    return [found[i] for i in ids if i in found]


@dataclass(frozen=True, slots=True)
class _Order:
    """Order of a list and the clause that goes on from its last row; no value comes last."""

    column: Any
    field: EntityField | None
    down: bool

    @classmethod
    def of(cls, entity: Entity, sort: str | None) -> _Order:
        if not sort:
            return cls(RecordIndex.sort_key, None, down=False)
        field = listed_field(entity, sort.removeprefix("-"))
        return cls(column_of(field), field, down=sort.startswith("-"))

    @property
    def by(self) -> tuple[Any, ...]:
        first = self.column.desc() if self.down else self.column.asc()
        return (first.nulls_last() if self.field else first, RecordIndex.record_id)

    def after(self, cursor: str | None) -> list[ColumnElement[bool]]:
        values = paging.values_of(cursor, 2)
        if values is None:
            return []
        try:
            last = UUID(str(values[1]))
        except ValueError as fault:
            raise BadInput from fault
        beyond = RecordIndex.record_id > last
        if values[0] is None:
            return [and_(self.column.is_(None), beyond)]
        value = self._typed(values[0])
        past = self.column < value if self.down else self.column > value
        later = or_(past, and_(self.column == value, beyond))
        return [or_(later, self.column.is_(None)) if self.field else later]

    def _typed(self, value: Any) -> Any:
        if self.field is None or self.field.kind in {Kind.TEXT, Kind.BOOLEAN}:
            if not isinstance(value, str) or "\x00" in value:
                raise BadInput
            return value
        found = slot_value(self.field, value)
        if found is None:
            raise BadInput
        return found


def _plain(value: Any) -> Any:
    return None if value is None else str(value)
