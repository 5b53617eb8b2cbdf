"""What the rows of a list answer to its closed questions, counted as long as they are few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select, tuple_

from core.actor import Actor
from core.database import session
from registry.domain.entity import Entity, EntityField
from registry.domain.slots import slot_value
from registry.queries import gate
from registry.queries.entities import live_entity
from registry.queries.filters import column_of, search
from registry.queries.lists import named_fields
from registry.queries.wanted import Wanted

#: Past as many rows the choices are offered without figures.
MOST_COUNTED: Final = 5_000

Counts = Mapping[Any, int] | None


@dataclass(frozen=True, slots=True)
class Facet:
    """How many records of the list have each answer to a closed question."""

    field: EntityField
    #: (value, words, count) in the order of the choices; answers that nobody gave are left out. In
    #: a list too long to be counted, all of them and None.
    choices: Sequence[tuple[Any, str, int | None]]


def facets(
    actor: Actor,
    entity: str,
    q: str = "",
    filters: Mapping[str, Any] | None = None,
    *,
    state: str = "active",
) -> list[Facet]:
    """For each listed closed question this person reads somewhere, the answers of the same list
    without its own filter; those where no filter differs are counted in one go."""
    found, asked = live_entity(entity), dict(filters or {})
    fields = [field for field in gate.open_listed(actor, found) if field.choices]
    together = [f for f in fields if f.key not in asked and not gate.narrows(actor, found, [f])]
    counts = _counted(actor, found, together, q, asked, state)
    for field in fields:
        if field not in together:
            rest = {key: value for key, value in asked.items() if key != field.key}
            counts |= _counted(actor, found, [field], q, rest, state)
    return [Facet(field, _told(field, counts[field.key])) for field in fields]


def _counted(
    actor: Actor, entity: Entity, fields: Sequence[EntityField], q: str,
    filters: Mapping[str, Any], state: str,
) -> dict[str, Counts]:  # fmt: skip
    if not fields:
        return {}
    columns = [column_of(field) for field in fields]
    named = [*named_fields(actor, entity, q, filters), *fields]
    wanted = Wanted.of(actor, entity, named, search(q), filters, state).placed()
    found = select(*columns).where(*wanted.here()).limit(MOST_COUNTED + 1).cte("found")
    kept = [found.c[column.key] for column in columns]
    sets = func.grouping_sets(*(tuple_(column) for column in kept), tuple_())
    rows = session.execute(
        select(func.grouping(*kept), func.count(), *kept).group_by(sets)
    ).all()  # fmt: skip
    whole = (1 << len(kept)) - 1
    total = next((row[1] for row in rows if row[0] == whole), 0)
    if total > MOST_COUNTED:
        return {field.key: None for field in fields}
    return {
        field.key: {row[2 + n]: row[1] for row in rows if row[0] == whole - (whole + 1 >> n + 1)}
        for n, field in enumerate(fields)
    }


def _told(field: EntityField, counts: Counts) -> list[tuple[Any, str, int | None]]:
    if counts is None:
        return [(value, words, None) for value, words in field.choices]
    return [
        (value, words, counts[folded])
        for value, words in field.choices
        if (folded := slot_value(field, value)) in counts
    ]
