"""What moves cause on requests: mails and letters, from the outbox, once each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask_babel import force_locale

from accounts import queries as accounts
from catalogue.domain.check import REQUEST
from catalogue.facts import facts_of
from catalogue.models import Request
from catalogue.operations.handing import hand
from catalogue.permissions import Permission
from catalogue.standing import KIND, Versions, names_of, versions_of
from catalogue.variables import Reader, Told, signature
from catalogue.views.answers import readable_answers
from core.actor import HOUSE
from core.canonical import canonical
from core.database import session
from core.errors import Invalid
from core.saying import day
from documents import operations as documents
from messaging import operations as messaging
from messaging.rendering import absolute
from schemas import queries as schemas
from schemas.domain.conditions import Facts, Types, compile_condition
from schemas.domain.variables import placeholders
from workflows import queries as workflows
from workflows.operations.timing import storm_of

if TYPE_CHECKING:
    from workflows.models import Step


class Notify:
    """`{"do": "notify", "template": …, "to": [functions]}`: one mail a person."""

    key = "notify"
    paces_itself = True

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
            legal=_decides(request, step),
            storm=storm_of(once),
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


def _decides(request: Request, step: Step) -> bool:
    """Whether this move is the answer of the authority."""
    circuit = workflows.bridge_of(versions_of(request).workflow.id).circuit
    status = circuit.status.get(step.to_status)
    return status is not None and status.is_final


class MakeDocument:
    """`{"do": "document", "template": …}`: a letter from a model, kept beside the request."""

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
        order_letter(request, template, once=once, step=step, stands=_stands(request, step))


def order_letter(
    request: Request,
    template: str,
    *,
    once: str,
    step: Step | None = None,
    stands: bool = True,
    title: str = "",
) -> Any:
    """A letter about a request; unless it `stands`, taking the move back voids it."""
    found = schemas.live("template", template)
    body = found.body if found else {}
    return documents.issue(
        template,
        subject=(KIND, request.id),
        once=once,
        title=title or str(body.get("title", template)),
        data=data_for(request, body, step),
        audience=str(body.get("audience", "applicant")),
        step_id=None if stands or step is None else step.id,
    )


def _stands(request: Request, step: Step) -> bool:
    """What applicants do themselves is acknowledged, not decided: no step back takes it back."""
    circuit = workflows.bridge_of(versions_of(request).workflow.id).circuit
    function = circuit.functions.get(step.function)
    return function is not None and function.source != "group"


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
    *,
    legal: bool = False,
    storm: Sequence[str] = (),
    **more: Any,
) -> None:
    """One mail to each of `people`; what is put in speaks the language its text is written in.

    What has legal effect leaves at once whatever they chose; the rest is news. `storm` names the
    jobs it comes among when a timer sends it (`messaging.send`).
    """
    found = schemas.live("template", template)
    body = found.body if found else {}
    with force_locale(body.get("language", "fr")):
        holds = conditions_of(request, body)
        for person in sorted(people, key=lambda person: str(person.id)):  # one order for all
            messaging.send(
                template,
                to=person,
                about=(KIND, request.id),
                once=f"{once}:{person.id}",
                variables={**values_for(request, body, step, Reader(person)), **more},
                holds=holds,
                url=address_of(request),
                news=not legal,
                storm=storm,
            )


def address_of(request: Request) -> str:
    """Where a request is followed."""
    return f"/demandes/{request.reference or request.provisional}"


def values_for(
    request: Request, body: Mapping[str, Any], step: Step | None, reader: Reader
) -> dict[str, Any]:
    """What a text may say to this reader: the names it asks for, and no others."""
    return Told(request, step, reader).values(names_in(body))


def names_in(body: Mapping[str, Any]) -> set[str]:
    """The names a template declares or puts in."""
    declared = {str(variable["name"]) for variable in body.get("variables", ())}
    return declared | {
        name for part in ("subject", "blocks") for name in placeholders(body.get(part, ""))
    }


def data_for(request: Request, body: Mapping[str, Any], step: Step | None = None) -> dict[str, Any]:
    """What a letter is made from: values for a text typed as blocks, more for a Word model."""
    reader = Reader(audience=str(body.get("audience", "applicant")))
    with force_locale(body.get("language", "fr")):
        common = {
            "destinataire": request.applicant_name,
            "organisation": messaging.organisation(),
            "lien": absolute(address_of(request)),
            "depose_le": day(request.submitted_at) if request.submitted_at else "",
            "depose_par": request.applicant_name,
        }
        if body.get("channel") == documents.TYPED:
            names = {*names_in(body), "service", "etablissement"}
            values = Told(request, step, reader).values(names)
            return {
                **common,
                **values,
                documents.HOLDING: conditions_of(request, body),
                documents.SIGNED: signature(request, step),
            }
        told = Told(request, step, reader)
        return {
            **told.plain,
            **told.values({*names_in(body), "motif"}),
            **common,
            "date": day(step.at) if step else day(request.submitted_at),
            "reponses": readable_answers(request),
            "donnees": dict(names_of(HOUSE, request)["data"]),
        }


def conditions_of(request: Request, body: Mapping[str, Any]) -> dict[str, bool]:
    """Which conditions of the blocks of a text hold on this request."""
    asked = [block["when"] for block in body.get("blocks", ()) if "when" in block]
    if not asked:
        return {}
    names = names_of(HOUSE, request)
    form = versions_of(request).form.body
    types = text_types([form])
    facts = facts_of(data=names["data"], request=names["request"])
    return {canonical(one): _holds(one, types, facts) for one in asked}


def _holds(condition: Any, types: Types, facts: Facts) -> bool:
    """One that does not fit the form of this request does not hold."""
    try:
        return compile_condition(condition, types).decide(facts).holds
    except Invalid:
        return False


def text_types(forms: Iterable[Mapping[str, Any]]) -> Types:
    """What conditions of blocks may name: what the reader knows, answers and state."""
    answers = [Types.of_schema(form.get("schema", {}), "data") for form in forms]
    return Types.merge(*answers, Types.of_schema(REQUEST, "request"))
