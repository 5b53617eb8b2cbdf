"""What moves cause on requests: mails and letters, from the outbox, once each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask_babel import force_locale

from accounts import queries as accounts
from catalogue.models import Request
from catalogue.operations.handing import hand
from catalogue.permissions import Permission
from catalogue.standing import KIND, Versions, names_of, versions_of
from core.actor import HOUSE
from core.database import session
from core.saying import day
from documents import operations as documents
from messaging import operations as messaging
from messaging.rendering import absolute
from schemas import queries as schemas
from workflows import queries as workflows

if TYPE_CHECKING:
    from workflows.models import Step


class Notify:
    """`{"do": "notify", "template": …, "to": [functions]}`: one mail a person."""

    key = "notify"

    def run(
        self,
        subject_kind: str,
        subject_id: UUID,
        step: Step,
        settings: Mapping[str, Any],
        once: str,
    ) -> None:
        """Write the mails; the same `once` writes nothing twice."""
        request = session.get(Request, subject_id)
        if subject_kind != KIND or request is None:
            return
        send(
            request,
            str(settings["template"]),
            recipients(request, settings.get("to", ())),
            once,
            step,
        )


class HandOver:
    """`{"do": "assign", "to": function or "$fallback"}`: what is awaited may be done by others."""

    key = "assign"

    def run(
        self,
        subject_kind: str,
        subject_id: UUID,
        step: Step,
        settings: Mapping[str, Any],
        once: str,
    ) -> None:
        """Only for the stay it was meant for: a request that has moved on is left alone."""
        del once
        request = session.get(Request, subject_id, with_for_update=True, populate_existing=True)
        if subject_kind != KIND or request is None or step.to_status != request.status:
            return
        if step.version > request.version or step.before["entry_no"] + 1 != request.entry_no:
            return
        hand(request, str(settings["to"]))


class MakeDocument:
    """`{"do": "document", "template": …}`: a letter from a Word model, kept beside the request."""

    key = "document"

    def run(
        self,
        subject_kind: str,
        subject_id: UUID,
        step: Step,
        settings: Mapping[str, Any],
        once: str,
    ) -> None:
        """Order the letter once."""
        request = session.get(Request, subject_id)
        if subject_kind != KIND or request is None:
            return
        template = str(settings["template"])
        found = schemas.live("template", template)
        title = str(found.body["title"]) if found else template
        documents.issue(
            template,
            subject=(KIND, request.id),
            once=once,
            title=title,
            data=letter_data(request, step),
            audience=settings.get("audience", "applicant"),
        )


def recipients(request: Request, functions: str | Iterable[str]) -> list[Any]:
    """People who hold these functions for this request; the applicants for « request.members »."""
    versions = versions_of(request)
    circuit = workflows.bridge_of(versions.workflow.id).circuit
    found: dict[UUID, Any] = {}
    for name in [functions] if isinstance(functions, str) else functions:
        for person in _holders(request, versions, circuit.functions[name].source, name):
            found.setdefault(person.id, person)
    return list(found.values())


def _holders(request: Request, versions: Versions, source: str, function: str) -> list[Any]:
    if source != "group":
        return applicants(request)
    groups = versions.service.groups_of(function, request.scope_path)
    held = accounts.holders_of_groups(groups, request.scope_path)
    return [person for group in groups for person in held[group]]


def applicants(request: Request) -> list[Any]:
    """Who filed it, if still of the establishment; else whoever may file for it now."""
    people = accounts.accounts_with(Permission.REQUESTS_FILE, request.scope_path)
    own = [person for person in people if person.id == request.applicant_id]
    return own or people


def send(
    request: Request,
    template: str,
    people: Iterable[Any],
    once: str,
    step: Step | None = None,
    **more: Any,
) -> None:
    """One mail to each of `people`; what is put in speaks the language its text is written in."""
    found = schemas.live("template", template)
    language = found.body.get("language", "fr") if found else "fr"
    for person in people:
        with force_locale(language):
            messaging.send(
                template,
                to=person,
                about=(KIND, request.id),
                once=f"{once}:{person.id}",
                variables={**variables(request, step), **more},
                url=f"/demandes/{request.reference or request.provisional}",
            )


def variables(request: Request, step: Step | None = None) -> dict[str, Any]:
    """What mails and letters about a request may say."""
    versions = versions_of(request)
    circuit = workflows.bridge_of(versions.workflow.id).circuit
    status = circuit.status.get(request.status)
    return {
        "numero": request.reference or request.provisional,
        "service": versions.service.title,
        "titre": request.title,
        "etablissement": request.establishment_label,
        "demandeur": request.applicant_name,
        "statut": status.label if status else request.status,
        "motif": (step.comment or "") if step else "",
        "agent": step.signed if step else "",
        "date": day(request.submitted_at) if request.submitted_at else "",
    }


def letter_data(request: Request, step: Step | None = None) -> dict[str, Any]:
    """Plain data of a letter: the variables, and the answers as people read them."""
    from catalogue.views.answers import readable_answers

    return {
        **variables(request, step),
        "destinataire": request.applicant_name,
        "organisation": messaging.organisation(),
        "date": day(step.at) if step else day(request.submitted_at),
        "depose_le": day(request.submitted_at) if request.submitted_at else "",
        "depose_par": request.applicant_name,
        "lien": absolute(f"/demandes/{request.reference or request.provisional}"),
        "reponses": readable_answers(request),
        "donnees": dict(names_of(HOUSE, request)["data"]),
    }
