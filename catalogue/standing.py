"""A request as circuits see it: functions held, facts, guards, checks."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, select

from catalogue import amending
from catalogue.advice_models import Advice
from catalogue.calendars import calendars_at
from catalogue.domain.advice import ANSWERED
from catalogue.domain.check import circuit_types
from catalogue.domain.service import Service
from catalogue.facts import (
    actor_facts,
    annotation_types,
    establishment_types,
    facts_of,
    house_establishment,
    open_establishment,
)
from catalogue.handing import handed_of, with_handed
from catalogue.models import Annotation, Request
from catalogue.permissions import Permission
from core import clock
from core.actor import Actor
from core.canonical import canonical
from core.database import session
from core.rows import among
from form_factory import queries as forms
from schemas import queries as schemas
from schemas.domain.conditions import Reason
from workflows import queries as workflows
from workflows.domain.calendars import Calendar
from workflows.domain.circuit import Circuit
from workflows.domain.guards import Guards, guards_for
from workflows.domain.standing_in import Principal, StandsIn
from workflows.standing import Standing

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

KIND = "request"
FORM_COMPLETE = "form.complete"


@dataclass(frozen=True, slots=True)
class Versions:
    """The documents a request runs on."""

    service: Service
    service_version: DefinitionVersion
    workflow: DefinitionVersion
    form: DefinitionVersion


def versions_of(request: Request) -> Versions:
    """Pinned ones once submitted; the live circuit while a draft. Bindings are always live."""
    live = schemas.live("service", request.service_key)
    service_version = live or schemas.version(request.service_version_id)
    service = Service.of(service_version.body)
    if request.workflow_version_id is not None:
        workflow = schemas.version(request.workflow_version_id)
    else:
        workflow = schemas.live("workflow", service.workflow) or schemas.version(
            request.service_version_id
        )
    return Versions(service, service_version, workflow, schemas.version(request.form_version_id))


def functions_of(
    actor: Actor, scope_path: str, circuit: Circuit, service: Service
) -> frozenset[str]:
    """Functions of the circuit this person holds for a request at `scope_path`."""
    held = set()
    processes = actor.holds(Permission.REQUESTS_PROCESS)  # a group alone gives no right
    for key, function in circuit.functions.items():
        if function.source == "group":
            if not processes:
                continue
            groups = service.groups_of(key, scope_path)
            if any(actor.in_group(group, scope_path) for group in groups):
                held.add(key)
        elif actor.holds(Permission.REQUESTS_FILE, scope_path) and not actor.system:
            held.add(key)
    return frozenset(held)


def functions_for(actor: Actor, row: Any, circuit: Circuit, service: Service) -> frozenset[str]:
    """The same on one request: with what was handed to the functions this person holds."""
    return with_handed(functions_of(actor, row.scope_path, circuit, service), handed_of(row))


def stands_in_of(actor: Actor, row: Any, functions: frozenset[str], service: Service) -> StandsIn:
    """Those of the functions held here only in the place of others, and of whom."""
    scope_path, handed = row.scope_path, handed_of(row)
    if all(m.stands_in_for is None for m in actor.memberships):
        return {}
    found: dict[str, tuple[Principal, ...]] = {}
    for key in functions:
        groups = service.groups_of(key, scope_path)
        sits = [m for m in actor.memberships if m.group in groups and m.covers(scope_path)]
        if sits and all(m.stands_in_for for m in sits):
            names = {m.stands_in_for: m.stands_in_name for m in sits if m.stands_in_for}
            found[key] = tuple(Principal(person, name) for person, name in names.items())
    for key, to in handed.items():
        if to in found and key not in found and not _sits(actor, key, scope_path, service):
            found[key] = found[to]
    return found


def _sits(actor: Actor, function: str, scope_path: str, service: Service) -> bool:
    groups = service.groups_of(function, scope_path)
    return any(actor.in_group(group, scope_path) for group in groups)


def standing_of(actor: Actor, request: Request, versions: Versions | None = None) -> Standing:
    """Everything a decision about this request depends on, for this person."""
    versions = versions or versions_of(request)
    bridge = workflows.bridge_of(versions.workflow.id)
    functions = functions_for(actor, request, bridge.circuit, versions.service)
    return Standing(
        kind=KIND,
        bridge=bridge,
        functions=functions,
        stands_in=stands_in_of(actor, request, functions, versions.service),
        handed=handed_of(request),
        facts=facts_of(**names_of(actor, request)),
        guards=guards_of(bridge.circuit, versions),
        checks=_checks(actor, request, bridge.circuit, functions),
        answers_sha256=answers_sha256(request.answers),
        submitted_at=request.submitted_at,
        calendars=calendars_at(house_establishment(request.establishment_id)),
    )


def names_of(actor: Actor, request: Request) -> dict[str, Any]:
    """What guards may name: the house decides, on all it knows (never shown, see `facts`)."""
    return {
        "data": request.answers,
        "annotations": annotations_of(request.id),
        "request": {
            "status": request.status,
            "submitted_at": request.submitted_at.isoformat() if request.submitted_at else None,
            "number": request.reference or request.provisional,
        },
        "establishment": house_establishment(request.establishment_id),
        "actor": actor_facts(actor),
    }


def form_names(actor: Actor, request: Request) -> dict[str, Any]:
    """What conditions of the form may name beside its answers."""
    return {
        "establishment": open_establishment(request.establishment_id),
        "actor": actor_facts(actor),
    }


def filling_names(actor: Actor, request: Request) -> dict[str, Any]:
    """The same for the form of the request itself: what it does not name is not looked for."""
    if "establishment" in forms.form_of(request.form_version_id).names:
        return form_names(actor, request)
    return {"establishment": {}, "actor": actor_facts(actor)}


def annotations_of(request_id: UUID, forms: Collection[str] | None = None) -> dict[str, Any]:
    """Answers of agents, all annotation forms together, or those of some forms."""
    query = select(Annotation.answers).where(Annotation.request_id == request_id)
    if forms is not None:
        query = query.where(Annotation.form_key.in_(forms))
    merged: dict[str, Any] = {}
    for answers in session.scalars(query):
        merged.update(answers)
    return merged


def answers_sha256(answers: Mapping[str, Any]) -> str:
    """What votes are about."""
    return hashlib.sha256(canonical(dict(answers)).encode()).hexdigest()


def calendars() -> Mapping[str, Calendar]:
    """The calendars as they hold where nobody knows the place."""
    return calendars_at({})


def guards_of(circuit: Circuit, versions: Versions) -> Guards:
    """The compiled guards of a circuit under the form of the request."""
    pair = (versions.workflow.sha256, versions.form.sha256)
    return guards_for(
        circuit,
        pair,
        lambda: circuit_types(
            versions.form.body, establishment_types(), annotation_types(versions.workflow.body)
        ),
    )


def _checks(
    actor: Actor, request: Request, circuit: Circuit, functions: frozenset[str]
) -> dict[str, tuple[Reason, ...]]:
    """Run the checks that moves out of the present status ask for."""
    wanted = {check for t in circuit.leaving(request.status) for check in t.checks}
    found: dict[str, tuple[Reason, ...]] = {}
    if FORM_COMPLETE in wanted:
        own = of_members(circuit, functions)
        found[FORM_COMPLETE] = form_complete(actor, request, own=own)
    if ANSWERED in wanted:
        found[ANSWERED] = advice_answered([request.id])[request.id]
    return found


def advice_answered(request_ids: Sequence[UUID]) -> dict[UUID, tuple[Reason, ...]]:
    """Whose advice is still awaited, or that nobody was asked; what came to its end unanswered
    holds nobody up."""
    names: dict[UUID, list[str]] = {}
    awaits = and_(Advice.answered_at.is_(None), Advice.due_at > clock.now())
    for request_id, name, awaited in session.execute(
        select(Advice.request_id, Advice.name, awaits)
        .where(among(Advice.request_id, request_ids), Advice.revoked_at.is_(None))
        .order_by(Advice.id)
    ):
        names.setdefault(request_id, []).extend([name] if awaited else [])
    return {request_id: tuple(_unadvised(names.get(request_id))) for request_id in request_ids}


def _unadvised(awaited: Sequence[str] | None) -> Iterator[Reason]:
    if awaited is None:
        yield Reason("advice.never-asked")
    elif awaited:
        yield Reason("advice.awaited", {"names": ", ".join(awaited)})


def of_members(circuit: Circuit, functions: frozenset[str]) -> bool:
    """Whether some of these functions are those of the people of the request."""
    return any(f in circuit.functions and circuit.functions[f].source != "group" for f in functions)


def form_complete(actor: Actor, request: Request | Any, *, own: bool) -> tuple[Reason, ...]:
    """What is still to be corrected in the answers one hands in oneself.

    Others decide on what is filed, whatever its applicant is typing meanwhile.
    """
    if request.submitted_at is None:
        state = forms.state_of(forms.draft_row(request.draft_id), form_names(actor, request))
    elif own and request.correction_draft_id is not None:
        whole = request if isinstance(request, Request) else session.get_one(Request, request.id)
        row = forms.draft_row(request.correction_draft_id)
        state = amending.corrected(whole, row, form_names(actor, whole)).state
    else:
        return ()
    count = len(state.outcome.errors)
    return (Reason("form.incomplete", {"count": count}),) if count else ()
