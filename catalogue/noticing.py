"""Notices about requests: to their establishment, and to the agents they wait for; of exports
and of infected files.

Each subscriber works behind the commit, in the transaction that marks its delivery done: what is
told is told once. No name of a person stands in a notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from catalogue import actions, vacancies
from catalogue.events import (
    BulkEnded,
    RemapEnded,
    RequestAssigned,
    RequestMessagePosted,
    RequestRemapped,
)
from catalogue.gates import request_holding
from catalogue.models import Request
from catalogue.queries import placing
from catalogue.standing import KIND, versions_of
from core.database import session
from core.events import after
from documents.events import ExportEnded, FileInfected
from messaging import operations as messaging
from workflows import queries as workflows
from workflows.domain.circuit import Circuit, Kind, Status
from workflows.events import Moved, MoveUndone


@after(Moved)
def tell_of_a_move(event: Moved) -> None:
    """The establishment hears where its request stands, the agents what now waits for them."""
    request = session.get(Request, event.subject_id) if event.subject_kind == KIND else None
    if request is None or request.workflow_version_id is None:
        return
    step = next((s for s in workflows.steps_of(request.id) if s.id == event.step_id), None)
    circuit = workflows.bridge_of(request.workflow_version_id).circuit
    status = circuit.status.get(event.to_status)
    if step is None or step.undone_at is not None or status is None:
        return
    _tell_the_establishment(request, status, event)
    if request.status == event.to_status:
        _tell_those_it_waits_for(request, circuit, status, event)
        vacancies.hand_on_arrival(request)


@after(MoveUndone)
def say_nothing_of_what_was_undone(event: MoveUndone) -> None:
    """What nobody has looked at yet is as if it had not happened."""
    messaging.withdraw((event.subject_kind, event.subject_id), _once(event.step_id))


@after(RequestAssigned)
def tell_whom_it_was_given_to(event: RequestAssigned) -> None:
    """Many at once are one notice that counts."""
    request = session.get(Request, event.request_id)
    if request is None or request.assignee_id != event.account_id:
        return
    messaging.notify(
        _others([event.account_id], event.by),
        "desk.assigned",
        once=f"assigned:{request.id}:{request.version}",
        bundle="assigned",
        bundle_url="/bureau?vue=miennes",
        **_about(request),
    )


@after(RequestMessagePosted)
def tell_of_a_message(event: RequestMessagePosted) -> None:
    """To the establishment what agents wrote, to the agent in charge what the establishment did."""
    request = session.get(Request, event.request_id)
    if request is None:
        return
    if event.side == "agency":
        people, kind = [person.id for person in actions.applicants(request)], "request.message"
    else:
        people = [request.assignee_id] if request.assignee_id else []
        kind = "desk.message"
    messaging.notify(
        _others(people, event.by), kind, once=f"message:{event.message_id}", **_about(request)
    )


@after(BulkEnded)
def tell_of_a_bulk_act(event: BulkEnded) -> None:
    """Whoever launched it, wherever they are by now."""
    messaging.notify(
        [event.account_id],
        f"bulk.{event.state}",
        once=f"bulk:{event.run_id}:{event.state}",
        facts={"count": event.count},
        url=f"/bureau/lots/{event.run_id}",
    )


@after(RequestRemapped)
def tell_whose_turn_it_is_now(event: RequestRemapped) -> None:
    """The circuit changed under it: told because its turn did, and if it still stands there."""
    request = session.get(Request, event.request_id)
    if request is None or request.workflow_version_id is None or request.status != event.status:
        return
    circuit = workflows.bridge_of(request.workflow_version_id).circuit
    status = circuit.status[event.status]
    kinds = {Kind.WAITING_USER: "request.correction", Kind.FINAL: "request.decided"}
    messaging.notify(
        [person.id for person in actions.applicants(request)],
        kinds.get(status.kind, "request.moved"),
        once=f"remap:{event.run_id}:{request.id}",
        **_about(request, status),
    )


@after(RemapEnded)
def tell_who_may_place(event: RemapEnded) -> None:
    """Requests of statuses that went wait to be placed by hand: those they wait for are told once,
    whatever their number."""
    people: set[UUID] = set()
    met: set[tuple[Any, ...]] = set()
    for request in placing.asked_in(event.run_id):
        turn = (request.service_key, request.scope_path, tuple(request.waiting_functions))
        if turn not in met:
            met.add(turn)
            people |= {p.id for p in actions.recipients(request, request.waiting_functions)}
    messaging.notify(
        sorted(people),
        "desk.to-place",
        once=f"remap:{event.run_id}:place",
        url="/bureau?vue=toutes&f.placer=oui",
    )


@after(ExportEnded)
def tell_of_an_export(event: ExportEnded) -> None:
    """Whoever asked for it, wherever they are by now."""
    messaging.notify(
        [event.account_id],
        f"export.{event.state}",
        once=f"export:{event.export_id}",
        subject=("export", event.export_id),
        url="/exports",
    )


@after(FileInfected)
def tell_of_an_infected_file(event: FileInfected) -> None:
    """Whoever brought it: it is theirs to take off and to bring again, sound."""
    request = request_holding(event.owner_kind, event.owner_id)
    about = _about(request) if request is not None else {"url": "/"}
    kind = "file.infected" if request is not None else "file.infected-upload"
    if event.by is not None:
        messaging.notify([event.by], kind, once=f"infected:{event.file_id}", **about)


def _tell_the_establishment(request: Request, status: Status, event: Moved) -> None:
    kinds = {Kind.WAITING_USER: "request.correction", Kind.FINAL: "request.decided"}
    messaging.notify(
        _others([person.id for person in actions.applicants(request)], event.actor_id),
        kinds.get(status.kind, "request.moved"),
        once=_once(event.step_id),
        **_about(request, status),
    )


def _tell_those_it_waits_for(
    request: Request, circuit: Circuit, status: Status, event: Moved
) -> None:
    agents = [f for f in request.waiting_functions if circuit.functions[f].source == "group"]
    service = request.service_key
    messaging.notify(
        _others([person.id for person in actions.recipients(request, agents)], event.actor_id),
        "desk.waiting",
        once=_once(event.step_id),
        bundle=f"waiting:{service}:{status.key}",
        bundle_url=f"/bureau?vue=a-traiter&service={service}&statut={status.key}",
        **_about(request, status),
    )


def _about(request: Request, status: Status | None = None) -> dict[str, Any]:
    """Subject, facts and address of a notice about one request."""
    reference = request.reference or request.provisional
    return {
        "subject": (KIND, request.id),
        "facts": {
            "number": reference,
            "service": versions_of(request).service.title,
            "status": status.label if status else "",
        },
        "url": f"/demandes/{reference}",
    }


def _others(people: Iterable[UUID], author: UUID | None) -> list[UUID]:
    """Nobody is told of what they did themselves."""
    return [person for person in people if person != author]


def _once(step_id: int) -> str:
    return f"moved:{step_id}"
