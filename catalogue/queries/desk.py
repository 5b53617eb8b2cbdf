"""The agents' list: one page, its neighbours, its bounded number, all its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, true
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import load_only

from accounts.models import Account
from catalogue.domain.desk import DeskFilter, ListedAnswer, Order
from catalogue.domain.service import Service
from catalogue.models import Request
from catalogue.queries.answers import listed_by, text_of
from catalogue.queries.gate import reachable, services_of, under
from catalogue.queries.keyset import Along, Place, along, walk, with_agent
from catalogue.queries.requests import LIST_COLUMNS, PAGE
from catalogue.queries.terms import terms
from core import paging
from core.actor import Actor
from core.database import session

__all__ = [
    "DeskFilter",
    "bounded_count",
    "desk_count",
    "desk_lines",
    "desk_page",
    "listed_for",
    "neighbours",
    "reachable",
    "selection",
    "services_of",
    "under",
]
#: How long one number beside a view may take, in milliseconds.
PATIENCE = 100
_BACK, _ON = "avant", "apres"
Services = Sequence[Service] | None


def listed_for(wanted: DeskFilter, services: Sequence[Service]) -> tuple[ListedAnswer, ...]:
    """The answers one may sort and filter by: those of the one service that is chosen."""
    keys = wanted.values("service")
    chosen = next((s for s in services if keys == (s.key,)), None)
    return listed_by(chosen)


def selection(actor: Actor, wanted: DeskFilter) -> Select[Any]:
    """(id, version) of all that a list lets through, in its order: bulk acts and exports."""
    base: Any = select(Request.id, Request.version)
    query, order = _query(actor, wanted, base)
    return order.sorted(order.joined(query))


def desk_page(
    actor: Actor,
    wanted: DeskFilter,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    services: Services = None,
) -> paging.Page[Request]:
    """One page of the list, by keyset, with the ways on and back."""
    return desk_lines(actor, wanted, cursor, limit, services=services)[0]


def desk_lines(
    actor: Actor,
    wanted: DeskFilter,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    services: Services = None,
    listed: Sequence[ListedAnswer] = (),
) -> tuple[paging.Page[Request], dict[UUID, dict[str, str | None]]]:
    """The page, and beside it the `listed` answers of its rows by column, with the name of the
    agent in charge under `agent`: one query for all."""
    query, order = _query(actor, wanted, with_agent(_light()), services)
    order = replace(order, join=False)  # it is there already
    start, back = _start(cursor, order)
    query = query.add_columns(Account.name, *(text_of(answer) for answer in listed))
    found = walk(query, order, start, limit + 1, back=back)
    more, found = len(found) > limit, found[:limit]
    if back:
        found.reverse()
    before, behind = (more, True) if back else (start is not None, more)
    page = paging.Page(
        [row for row, _place, _more in found],
        paging.cursor(_ON, *found[-1][1].written()) if behind and found else None,
        paging.cursor(_BACK, *found[0][1].written()) if before and found else None,
    )
    keys = ["agent", *(answer.key for answer in listed)]
    return page, {row.id: dict(zip(keys, more, strict=True)) for row, _place, more in found}


def neighbours(
    actor: Actor, wanted: DeskFilter, request: Request, *, services: Services = None
) -> tuple[Request | None, Request | None]:
    """What stands before and after a request in the list, even once it has left the list."""
    query, order = _query(actor, wanted, _light(), services)
    here = Place(_value(request, order), request.id)
    before = walk(query, order, here, 1, back=True)
    behind = walk(query, order, here, 1)
    return (before[0][0] if before else None, behind[0][0] if behind else None)


def _value(request: Request, order: Along) -> Any:
    """Where a request stands in an order; what it holds itself is not asked."""
    if order.own:
        return getattr(request, order.column.key)
    own = order.joined(select(order.column).select_from(Request)).where(Request.id == request.id)
    return session.scalar(own)


def desk_count(actor: Actor, wanted: DeskFilter, *, services: Services = None) -> tuple[int, bool]:
    """How many, at most a thousand and one."""
    query, _order = _query(actor, wanted, select(Request.id), services)
    bounded = query.limit(paging.COUNT_BOUND + 1).subquery()
    count = session.scalar(select(func.count()).select_from(bounded)) or 0
    return min(count, paging.COUNT_BOUND), count > paging.COUNT_BOUND


def bounded_count(
    actor: Actor, wanted: DeskFilter, *, services: Services = None
) -> tuple[int, bool] | None:
    """The same within `PATIENCE`; None when it would take longer: nobody waits for a number."""
    point = session.begin_nested()
    try:
        session.execute(select(func.set_config("statement_timeout", str(PATIENCE), true())))
        return desk_count(actor, wanted, services=services)
    except OperationalError:
        return None
    finally:
        point.rollback()  # the limit goes with it


def _light() -> Select[Any]:
    return select(Request).options(load_only(*LIST_COLUMNS))


def _query(
    actor: Actor, wanted: DeskFilter, base: Select[Any], services: Services = None
) -> tuple[Select[Any], Along]:
    known = services_of(actor) if services is None else services
    listed = listed_for(wanted, known)
    query = base.where(
        Request.submitted_at.is_not(None),
        reachable(actor, waiting=wanted.waiting, services=known),
        *terms(actor, wanted, listed),
    )
    return query, along(Order.of(wanted.order), listed)


def _start(cursor: str | None, order: Along) -> tuple[Place | None, bool]:
    values = paging.values_of(cursor, 3)
    if values is None:
        return None, False
    return Place.of(values[1:], order), values[0] == _BACK
