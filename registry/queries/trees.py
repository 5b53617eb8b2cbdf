"""Lists that are whole trees of places: the pupils of a school, of thirty, of a territory.

Three ways to a page, each of a bounded cost whatever the number of trees and of records: all the
trees hold, when that is little; the first rows of each, when none has places below; the rows met
soon on the way down everybody's names.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from sqlalchemy import Row, Select, and_, column, exists, func, lateral, not_, select, true

from core import paging
from core.database import session
from registry.models import RecordIndex
from registry.queries.ordering import Cursor, Order
from registry.queries.places import below_each, texts, under_each, within
from registry.queries.wanted import Wanted

#: Past as many rows a list is « more than a thousand ».
MANY: Final = paging.COUNT_BOUND + 1
#: Rows of anybody that a page is picked out of.
MOST_MET: Final = 8_000

Rows = list[Row[Any]]


def sorted_whole(wanted: Wanted, order: Order, at: Cursor | None, size: int) -> tuple[Rows, int]:
    """A page of all the trees hold, put in order, and how many that is; no row when it is many."""
    root = _roots(wanted)
    tree = lateral(
        select(*order.shown)
        .where(*wanted.everybodys(), under_each(root.c.path))
        .limit(MANY)
        .correlate(root),
        "tree",
    )
    found = select(tree).select_from(root, tree).limit(MANY).cte("found")
    total = select(func.count().label("total")).select_from(found).subquery("counted")
    shown = total.c.total < MANY
    if at is not None:
        shown = and_(shown, order.beyond(at, found.c))
    columns = [found.c[c.key] for c in order.stretches[0].columns]
    page = (
        select(found, total.c.total)
        .select_from(total.outerjoin(found, shown))
        .order_by(found.c.stretch, *order.by(columns))
        .limit(size)
    )
    rows = list(session.execute(page))
    return [row for row in rows if row.record_id is not None], rows[0].total


def merged(wanted: Wanted, order: Order, at: Cursor | None, size: int) -> tuple[Rows | None, int]:
    """The page that the first rows of each place make, and how many there are up to the bound.
    None when some tree has places below, or a place may have more rows on this page."""
    root = _roots(wanted)
    most = max(-(-MANY // len(wanted.roots)), 2 * size // len(wanted.roots) + 8)
    below = select(exists(
        select(1).select_from(root).where(exists(
            select(1).where(*wanted.everybodys(), below_each(root.c.path)).correlate(root)
        ))
    )).scalar_subquery()  # fmt: skip
    one = select(*order.shown, RecordIndex.scope_path.label("place")).where(
        *wanted.everybodys(), RecordIndex.scope_path == root.c.path
    )
    if at is not None:
        one = one.where(order.after(at, 0, order.stretches[0].columns))
    ordered = one.order_by(*order.by(order.stretches[0].columns)).limit(most).correlate(root)
    head = lateral(ordered, "head")
    found = select(head).select_from(root, head).where(not_(below)).cte("found")
    each = select(func.count().label("n")).select_from(found).group_by(found.c.place).subquery()
    counts = select(func.sum(each.c.n).label("total"), func.max(each.c.n).label("most")).subquery()
    columns = [found.c[c.key] for c in order.stretches[0].columns]
    rows = list(session.execute(
        select(found, counts).select_from(found).join(counts, true())
        .order_by(*order.by(columns)).limit(size)
    ))  # fmt: skip
    return _trusted(rows, most, at)


def _trusted(rows: Rows, most: int, at: Cursor | None) -> tuple[Rows | None, int]:
    """The page, when no place may have more to say in it and its count is known."""
    if not rows:  # nothing left, or places below: not told apart
        return None, 0
    ended = rows[0].most < most
    spoken = max(Counter(row.place for row in rows).values())
    if not ended and (spoken >= most or (at is None and rows[0].total < MANY)):
        return None, 0
    return rows, at.count if at is not None else min(int(rows[0].total), MANY)


def met(wanted: Wanted, order: Order, at: Cursor | None, size: int) -> Rows:
    """Rows of these trees met soon on the way down the names: a whole page, or too few."""
    columns = order.stretches[0].columns
    way: Select[Any] = select(*order.shown, RecordIndex.scope_path).where(*wanted.everybodys())
    if at is not None:
        way = way.where(order.after(at, 0, columns))
    passed = way.order_by(*order.by(columns)).limit(MOST_MET).subquery("passed")
    asked = select(*(passed.c[c.key] for c in order.shown))
    asked = asked.where(within(wanted.roots, passed.c.scope_path))
    ordered = order.by([passed.c[c.key] for c in columns])
    return list(session.execute(asked.order_by(*ordered).limit(size)))


def _roots(wanted: Wanted) -> Any:
    paths = texts([path.rstrip("/") for path in wanted.roots])
    return func.unnest(paths).table_valued(column("path")).render_derived("root")
