"""A request that nobody could place for all: somebody says where it goes, for this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue.events import RequestRemapped
from catalogue.models import Request
from catalogue.operations.remapping.carrying import carry
from catalogue.operations.remapping.running import beside, told_as
from catalogue.operations.remapping.stage import Stage
from catalogue.permissions import Permission
from catalogue.queries import Seen
from catalogue.queries import bulk as reading
from catalogue.queries import placing as queries
from catalogue.remap_errors import NotAPlace, NothingToPlace
from catalogue.standing import standing_of
from core.actor import Actor
from core.database import session
from core.events import announce_all
from schemas import queries as schemas
from workflows import queries as workflows
from workflows.domain.circuit import Circuit, Kind, Status
from workflows.operations.bulk.remapping import write_all
from workflows.operations.stale import refuse_if_stale

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion


def places_for(actor: Actor, seen: Seen) -> tuple[DefinitionVersion, list[Status]] | None:
    """Where this person may place this request; None when nobody asks, or not this person.

    A decision is a move of the circuit: nobody is placed at an end, and only who supervises may
    place beyond the level that was reached.
    """
    asked = queries.asked_of(seen.request)
    if asked is None or not _may(actor, seen):
        return None
    version = schemas.version(asked[1].version_id)
    circuit = workflows.circuit_of(version.id)
    ends = {Kind.DRAFT, Kind.FINAL, Kind.AUTOMATIC}
    places = [s for s in circuit.statuses if s.kind not in ends]
    if not actor.holds(Permission.REQUESTS_SUPERVISE, seen.request.scope_path):
        old = workflows.bridge_of(seen.versions.workflow.id).circuit
        reached = _level(old, seen.request.status)
        places = [s for s in places if s.level is None or s.level <= reached]
    return version, places


def place(
    actor: Actor, seen: Seen, status: str, *, comment: str = "", expected_version: int | None = None
) -> None:
    """Carry one request over to where somebody says; the row is locked by the caller."""
    request = seen.request
    refuse_if_stale(request, standing_of(actor, request, seen.versions), expected_version)
    found = places_for(actor, seen)
    asked = queries.asked_of(request, lock=True)
    if found is None or asked is None:
        raise NothingToPlace
    version, places = found
    if status not in {each.key for each in places}:
        raise NotAPlace
    item, run = asked
    was = request.status_kind
    file = reading.heads_of([request.id])[request.id]
    chunk = carry(Stage(version), [file], {request.id: status})
    steps = write_all(
        actor, chunk.carried, Request, {"circuit": version.body["title"], "number": version.number},
        more=beside(version.id), held_until=None, comment=comment.strip(),
    )  # fmt: skip
    if request.id not in steps:
        raise NotAPlace
    item.outcome, item.target, item.step_id = "placed", file.status, steps[request.id]
    session.expire(request)
    if (was == Kind.WAITING_USER) is not (file.status_kind == Kind.WAITING_USER):
        event = RequestRemapped(request.id, run.id, file.status)
        announce_all([event], once=[f"{told_as(run, request.id)}:{file.version}"])


def _level(circuit: Circuit, key: str) -> int:
    """The level of a status; the first one where the ribbon announces none."""
    status = circuit.status.get(key)
    return (status.level if status else None) or 1


def _may(actor: Actor, seen: Seen) -> bool:
    """Whoever supervises, or holds a function that the request waits for where it stands."""
    if seen.side != "agency":
        return False
    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    status = circuit.status.get(seen.request.status)
    movers = {f for t in circuit.leaving(seen.request.status) for f in t.by}
    seats = set(status.parallel.seats) if status and status.parallel else set()
    agents = {f for f in movers | seats if f in circuit.functions}
    mine = {f for f in agents & seen.functions if circuit.functions[f].source == "group"}
    return bool(mine) or actor.holds(Permission.REQUESTS_SUPERVISE, seen.request.scope_path)
