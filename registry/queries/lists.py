"""Lists of records through the narrow index: keyset pages and bounded counts.

A list is first asked for its first thousand rows, in the order some index holds. When no index
helps (a word somewhere, a few places), it is asked for any thousand, put in order if that was all.
When there is more, the count says « plus de 1 000 » and the pages go down the order. Either way the
work is bounded by the page and the bound, not by the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Row, Select, column, func, lateral, select

from core import paging
from core.actor import Actor
from core.database import session
from registry.domain.entity import Entity, EntityField
from registry.models import Record, RecordIndex
from registry.queries import gate, trees
from registry.queries.entities import live_entity
from registry.queries.filters import search
from registry.queries.ordering import Cursor, Order
from registry.queries.places import MOST_HEADS, texts
from registry.queries.wanted import Wanted

MOST_PER_PAGE = 200
#: Past as many matches, the index of the order is gone down instead of sorting what was found.
MOST_SORTED = paging.COUNT_BOUND

Rows = list[Row[Any]]


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
    by = gate.asked_field(actor, found, sort.removeprefix("-")) if sort else None
    wanted = Wanted.of(
        actor, found, named_fields(actor, found, q, filters or {}, by), search(q), filters or {},
        state,
    )  # fmt: skip
    order = order_of(actor, found, q, by, down=bool(sort and sort.startswith("-")))
    size = min(max(limit, 1), MOST_PER_PAGE)
    rows, count = _page(wanted, order, order.read(cursor), size + 1)
    more, rows = len(rows) > size, rows[:size]
    return paging.Page(
        items=records_of(entity, [row.record_id for row in rows]),
        next=order.cursor(rows[-1], count) if more else None,
        count=min(count, paging.COUNT_BOUND),
        bounded=count > paging.COUNT_BOUND,
    )


def named_fields(
    actor: Actor, entity: Entity, q: str, filters: Mapping[str, Any], by: EntityField | None = None
) -> list[EntityField]:
    """Every field a list would tell of by the rows it shows."""
    named = [gate.asked_field(actor, entity, name) for name in filters]
    return [*named, *([by] if by else ()), *(gate.word_fields(entity) if q else ())]


def order_of(actor: Actor, entity: Entity, q: str, by: EntityField | None, *, down: bool) -> Order:
    """By a field, else by name; by nothing that is not open on every row (advisory 5)."""
    by_name = not gate.narrows(actor, entity, gate.sort_fields(entity))
    return Order.of(by, q, down=down, by_name=by_name)


def records_of(entity: str, ids: Sequence[UUID]) -> list[Record]:
    """The records of these ids, in this order."""
    found = {
        r.id: r
        for r in session.scalars(select(Record).where(Record.entity == entity, Record.id.in_(ids)))
    }
    return [found[i] for i in ids if i in found]


def _page(wanted: Wanted, order: Order, at: Cursor | None, size: int) -> tuple[Rows, int]:
    """Rows of a page and how many the whole list has: the bound and one when it has more."""
    if wanted.roots:
        return _page_of_trees(wanted, order, at, size)
    wanted = wanted.placed()
    first: Rows = []
    if at is None and not wanted.places and (order.begins or not wanted.words):
        first, count = _opened(wanted, order, size)
        if count > MOST_SORTED or len(order.stretches) == 1:
            return first, count
    if at is None or at.count <= MOST_SORTED:
        rows, count = _sorted(wanted, order, at, size)
        if count <= MOST_SORTED:
            return rows, count
    return _down(wanted, order, at, size, first), MOST_SORTED + 1


def _page_of_trees(wanted: Wanted, order: Order, at: Cursor | None, size: int) -> tuple[Rows, int]:
    """The same of whole trees: all they hold up to the bound, else down the order."""
    many = MOST_SORTED + 1
    counted = at is not None and at.count > MOST_SORTED
    by_name = order.stretches[0].columns[0] is RecordIndex.sort_key
    if by_name and 1 < len(wanted.roots) <= MOST_HEADS:
        rows, count = trees.merged(wanted, order, at, size)
        if rows is not None:
            return rows, many if counted else count
    if not counted:
        found, count = trees.sorted_whole(wanted, order, at, size)
        if count < many:
            return found, count
    if by_name:
        rows = trees.met(wanted, order, at, size)
        if len(rows) == size:
            return rows, many
    return _down(wanted.placed(), order, at, size, []), many


def _down(wanted: Wanted, order: Order, at: Cursor | None, size: int, first: Rows) -> Rows:
    """A page, one stretch after the other; `first` is all there is of the first one."""
    rows = first
    for number in range(at.stretch if at else int(bool(first)), len(order.stretches)):
        if len(rows) < size:
            rows = [*rows, *_walked(wanted, order, number, at, size - len(rows))]
    return rows


def _opened(wanted: Wanted, order: Order, size: int) -> tuple[Rows, int]:
    """The first stretch from its beginning, and how many rows it has up to the bound."""
    stretch = order.stretches[0]
    found = (
        _stretch(wanted, order, 0).order_by(*order.by(stretch.columns)).limit(MOST_SORTED + 1)
    ).cte("found")
    columns = [found.c[c.key] for c in stretch.columns]
    page = select(found, _total(found)).order_by(*order.by(columns)).limit(size)
    rows = list(session.execute(page))
    return rows, rows[0].total if rows else 0


def first_rows(wanted: Wanted, order: Order, size: int) -> Rows:
    """The first rows of a list that nobody turns the pages of."""
    return _page(wanted, order, None, size)[0]


def _sorted(wanted: Wanted, order: Order, at: Cursor | None, size: int) -> tuple[Rows, int]:
    """All that is let in, up to the bound, put in order."""
    found = select(*order.shown).where(*wanted.here()).limit(MOST_SORTED + 1).cte("found")
    columns = [found.c[c.key] for c in order.stretches[0].columns]
    page = select(found, _total(found)).order_by(found.c.stretch, *order.by(columns))
    if at is not None:
        page = page.where(order.beyond(at, found.c))
    rows = list(session.execute(page.limit(size)))
    if rows or at is None:
        return rows, rows[0].total if rows else 0
    return rows, at.count


def _walked(wanted: Wanted, order: Order, number: int, at: Cursor | None, size: int) -> Rows:
    """One stretch from where the last page ended, down the index that has its order."""
    stretch = order.stretches[number]
    asked = _stretch(wanted, order, number)
    if at is not None and at.stretch == number:
        asked = asked.where(order.after(at, number, stretch.columns))
    asked = asked.order_by(*order.by(stretch.columns)).limit(size)
    if wanted.places and stretch.columns[0] is RecordIndex.sort_key:
        asked = _heads(asked, wanted.places, order, number, size)
    return list(session.execute(asked))


def _stretch(wanted: Wanted, order: Order, number: int) -> Select[Any]:
    """The rows of one stretch, in no order."""
    only = order.stretches[number].only
    here = wanted.here(beginning=order.begins and number == 0)
    asked = select(*order.shown).where(*here)
    return asked if only is None else asked.where(only)


def _total(found: CTE) -> Any:
    return select(func.count()).select_from(found).scalar_subquery().label("total")


def _heads(
    one: Select[Any], places: Sequence[str], order: Order, number: int, size: int
) -> Select[Any]:
    """The first rows of each place, joined: each is a short walk down its own index."""
    place = func.unnest(texts(places)).table_valued(column("path")).render_derived("place")
    head = lateral(one.where(RecordIndex.scope_path == place.c.path).correlate(place), "head")
    columns = [head.c[c.key] for c in order.stretches[number].columns]
    return select(head).select_from(place, head).order_by(*order.by(columns)).limit(size)
