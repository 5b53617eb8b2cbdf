"""What this room does when it, or a room below, speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts import queries as accounts
from catalogue import actions, revising
from catalogue.domain.service import Service
from catalogue.events import RequestMessagePosted, RequestSubmitted
from catalogue.kinds import ServiceKind
from catalogue.models import Request
from catalogue.operations import remapping
from catalogue.standing import KIND, versions_of
from catalogue.template_lint import templates_of
from core.actor import HOUSE
from core.database import session
from core.events import after, during
from core.i18n import _
from documents import operations as documents
from messaging import queries as messaging
from schemas import queries as schemas
from schemas.errors import NotPublishable
from schemas.events import DefinitionPublished, PackLoaded
from workflows import queries as workflows
from workflows.domain.circuit import Kind
from workflows.events import Moved

RECEIPT_MAIL, RECEIPT_LETTER = "recepisse", "lettre-recepisse"
CORRECTION_MAIL, MESSAGE_MAIL = "complement", "nouveau-message"


@after(RequestSubmitted)
def acknowledge(event: RequestSubmitted) -> None:
    """The receipt owed by law (CRPA L112-11): never before the commit, never lost after it."""
    request = session.get(Request, event.request_id)
    if request is None:
        return
    once = f"receipt:{request.id}"
    if schemas.live("template", RECEIPT_MAIL):
        actions.send(request, RECEIPT_MAIL, actions.applicants(request), once, legal=True)
    letter = _receipt_of(versions_of(request).service)
    if schemas.live("template", letter):
        title = _("Récépissé %(number)s", number=request.reference)
        actions.order_letter(request, letter, once=once, title=title)


def _receipt_of(service: Service) -> str:
    """The letter a service names; the house's own when it names none, one that is not there, or
    a mail: a receipt is owed whatever was designed."""
    found = schemas.live("template", service.receipt) if service.receipt else None
    letter = found is not None and found.body["channel"] in {documents.WORD, documents.TYPED}
    return service.receipt if letter else RECEIPT_LETTER


@after(Moved)
def ask_for_correction(event: Moved) -> None:
    """A request that waits for its applicant tells him so, with the words of whoever sent it."""
    request = session.get(Request, event.subject_id) if event.subject_kind == KIND else None
    if request is None or request.workflow_version_id is None:
        return
    circuit = workflows.bridge_of(request.workflow_version_id).circuit
    status = circuit.status.get(event.to_status)
    transition = circuit.transition.get(event.transition)
    if status is None or transition is None:  # its circuit was published anew meanwhile
        return
    told = any(action.do == "notify" for action in transition.actions)
    if (
        status.kind is not Kind.WAITING_USER
        or told
        or not schemas.live("template", CORRECTION_MAIL)
    ):
        return
    step = next((s for s in workflows.steps_of(request.id) if s.id == event.step_id), None)
    if step is not None and step.undone_at is None:
        actions.send(
            request, CORRECTION_MAIL, actions.applicants(request), f"moved:{event.step_id}", step
        )


@after(RequestMessagePosted)
def tell_the_other_side(event: RequestMessagePosted) -> None:
    """One mail per message, to whoever it was written for and never to its author."""
    request = session.get(Request, event.request_id)
    if request is None or not schemas.live("template", MESSAGE_MAIL):
        return
    if event.side == "agency":
        people = actions.applicants(request)
    else:
        people = actions.recipients(request, request.waiting_functions)
    people = [person for person in people if person.id != event.by]
    written = next(
        (m for m in messaging.thread(KIND, request.id, internal=False) if m.id == event.message_id),
        None,
    )
    if written is not None:
        actions.send(
            request,
            MESSAGE_MAIL,
            people,
            f"message:{event.message_id}",
            auteur=written.author,
            texte=written.body,
        )


@during(DefinitionPublished)
def keep_services_sound(event: DefinitionPublished) -> None:
    """A form, circuit or text is not published under a live service that it would break."""
    if event.kind in {"form", "workflow", "template"} and not event.in_pack:
        _refuse_unsound((event.kind, event.key))


@during(DefinitionPublished)
def carry_over_what_runs(event: DefinitionPublished) -> None:
    """What runs on older versions of a form or a circuit stays or moves, as publication says."""
    if event.kind == "form":
        revising.carry_over(event.version_id, event.policy, event.drafts_until)
    elif event.kind == "workflow":
        version = schemas.version(event.version_id)
        by = version.published_by
        actor = accounts.actor_of(by) if by else HOUSE
        if event.in_pack:
            remapping.follow(actor, version, "import")
        elif event.policy != "stay":
            remapping.follow(actor, version, "publication", event.policy)


@during(PackLoaded)
def keep_services_sound_after_a_pack(event: PackLoaded) -> None:
    """The same once all of a pack is there: its documents may need one another's new versions."""
    del event
    _refuse_unsound(None)


def _refuse_unsound(named: tuple[str, str] | None) -> None:
    kind = ServiceKind()
    for service in schemas.live_all("service"):
        if named is not None and not _names(kind, service.body, named):
            continue
        problems = [p for p in kind.problems(service.body) if p.params.get("severity") != "warning"]
        if problems:
            raise NotPublishable(problems)


def _names(kind: ServiceKind, service: Mapping[str, Any], named: tuple[str, str]) -> bool:
    if named[0] == "template":
        return named[1] in templates_of(service)
    return named in kind.references(service)
