"""Functions that requests wait for and nobody holds: handed on where the circuit says to whom,
told to administrators every night, shown on a page (DEFINITIONS 7, « Function emptied »)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select

from accounts import queries as accounts
from accounts.queries.scopes import ROOT
from catalogue.domain.service import Service
from catalogue.handing import FALLBACK
from catalogue.models import Request
from catalogue.operations.handing import hand
from catalogue.permissions import Permission
from catalogue.queries.gate import under
from core import clock, jobs
from core.actor import Actor
from core.database import session
from messaging import operations as messaging
from schemas import queries as schemas
from workflows import queries as workflows

JOB = "catalogue.vacancies"
URL = "/bureau/fonctions-vacantes"
NOTICE = "desk.vacant"
CHUNK = 200


@dataclass(slots=True)
class Vacancy:
    """A function of a service that nobody holds where requests wait for it."""

    service: Service
    function: str
    label: str
    fallback: str
    count: int = 0
    since: datetime | None = None
    places: set[str] = field(default_factory=set)


def vacancies(*clauses: ColumnElement[bool]) -> list[Vacancy]:
    """All of them among the open requests that `clauses` let through, the most awaited first."""
    found: dict[tuple[str, str], Vacancy] = {}
    held: dict[tuple[str, str], frozenset[str]] = {}
    for row in session.execute(_waiting(*clauses)):
        live = schemas.live("service", row.service_key)
        if live is None:
            continue
        service = Service.of(live.body)
        circuit = workflows.bridge_of(row.workflow_version_id).circuit
        place = (row.service_key, row.scope_path)
        if place not in held:
            held[place] = _manned(service, row.scope_path)
        for key in row.waiting_functions:
            function = circuit.functions.get(key)
            if function is None or function.source != "group" or key in held[place]:
                continue
            if (row.handed or {}).get(key) in held[place]:
                continue  # it was handed to somebody
            name = (service.key, key)
            one = found.setdefault(name, Vacancy(service, key, function.label, function.fallback))
            one.count += row.awaited
            one.since = min(filter(None, (one.since, row.since)), default=None)
            one.places.add(row.scope_path)
    return sorted(found.values(), key=lambda one: (-one.count, one.service.title, one.label))


def vacancies_for(actor: Actor) -> list[Vacancy]:
    """Those at the places this person supervises."""
    trees = [under(path) for path in actor.scopes_for(Permission.REQUESTS_SUPERVISE)]
    return [] if not trees else vacancies(or_(*trees))


def hand_on_arrival(request: Request) -> None:
    """What nobody holds goes at once to the function it falls back on, if somebody holds it."""
    if request.workflow_version_id is None:
        return
    functions = workflows.bridge_of(request.workflow_version_id).circuit.functions
    ways = {key: functions[key].fallback for key in request.waiting_functions if key in functions}
    live = schemas.live("service", request.service_key) if any(ways.values()) else None
    if live is None:
        return
    manned = _manned(Service.of(live.body), request.scope_path)
    empty = {key for key, to in ways.items() if key not in manned and to in manned}
    if not empty:
        return
    stay = request.entry_no
    session.refresh(request, with_for_update=True)
    if request.entry_no == stay:  # it stands where it was looked at
        hand(request, FALLBACK, frozenset(empty))


def order() -> None:
    """Ask for the look of the day (work of the clock)."""
    jobs.enqueue(JOB, {}, once=f"{JOB}:{clock.today().isoformat()}")


def run(_job: Any) -> None:
    """Hand on what has somewhere to go, then tell administrators what has not."""
    for one in vacancies():
        if one.fallback:
            _hand_on(one)
    for one in vacancies():
        _tell(one)


def _hand_on(one: Vacancy) -> None:
    """Only where somebody holds the function it falls back on."""
    for place in sorted(one.places):
        if one.fallback not in _manned(one.service, place):
            continue
        rows = session.scalars(
            select(Request)
            .where(
                Request.service_key == one.service.key,
                Request.scope_path == place,
                Request.closed_at.is_(None),
                Request.waiting_functions.contains([one.function]),
            )
            .order_by(Request.id)
            .with_for_update(skip_locked=True)
        )
        for request in rows:
            hand(request, FALLBACK, frozenset({one.function}))


def _tell(one: Vacancy) -> None:
    people: set[UUID] = set()
    for permission in (Permission.REQUESTS_SUPERVISE, "roles:grant"):
        people |= {person.id for person in accounts.accounts_with(permission, ROOT)}
    messaging.notify(
        people,
        NOTICE,
        once=f"vacant:{one.service.key}:{one.function}:{clock.today().isoformat()}",
        facts={"count": one.count, "function": one.label, "service": one.service.title},
        url=URL,
    )


def _waiting(*clauses: ColumnElement[bool]) -> Any:
    """What open requests wait for, by circuit and place."""
    here = Request.handed["entry"].as_integer() == Request.entry_no
    kept = case((here, Request.handed["to"]), else_=None)
    same = (
        Request.service_key,
        Request.workflow_version_id,
        Request.scope_path,
        Request.waiting_functions,
        kept,
    )
    return (
        select(
            Request.service_key,
            Request.workflow_version_id,
            Request.scope_path,
            Request.waiting_functions,
            kept.label("handed"),
            func.count().label("awaited"),
            func.min(Request.entered_at).label("since"),
        )
        .where(
            Request.submitted_at.is_not(None),
            Request.closed_at.is_(None),
            func.jsonb_array_length(Request.waiting_functions) > 0,
            *clauses,
        )
        .group_by(*same)
    )


def _manned(service: Service, scope_path: str) -> frozenset[str]:
    """The functions of a service that somebody holds at a place."""
    bound = {key: service.groups_of(key, scope_path) for key in service.bindings}
    held = accounts.holders_of_groups({g for some in bound.values() for g in some}, scope_path)
    return frozenset(key for key, some in bound.items() if any(held[g] for g in some))
