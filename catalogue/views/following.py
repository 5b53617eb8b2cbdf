"""What an applicant sees of a request: status in words, what comes next, answers, thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import url_for

from catalogue import queries
from catalogue.amending import unsubmitted
from catalogue.models import Request
from catalogue.operations.filling import may_correct
from catalogue.queries import NIL, Seen
from catalogue.standing import KIND, filling_names, standing_of
from catalogue.views.answers import answer_pages
from catalogue.views.correcting import asked_rows
from catalogue.views.desk_rows import circuits_of
from catalogue.views.filling import help_of, urls_for
from catalogue.views.rebasing import left_with_draft, old_answers
from catalogue.views.tabs import verify_url
from catalogue.views.turns import briefs_of, deadlines_of, turn_of
from core.actor import Actor
from core.i18n import _
from core.saying import day, moment, size
from documents import queries as documents
from messaging import queries as messaging
from schemas import queries as schemas
from workflows import queries as workflows
from workflows.domain.circuit import Circuit, Status
from workflows.domain.decision import Offered
from workflows.domain.remap import stayed

if TYPE_CHECKING:
    from workflows.models import Step


def list_rows(actor: Actor, requests: Sequence[Request]) -> list[dict[str, Any]]:
    """Lines of a list of requests: status from the pinned circuit, what is new since the visit."""
    visits = queries.last_visits(actor.account_id or NIL, [r.id for r in requests])
    briefs = briefs_of(requests, circuits_of(requests), mine=True)
    rows = []
    for request in requests:
        reference = request.reference or request.provisional
        seen_at = visits.get(request.id)
        rows.append(
            {
                "request": request,
                "reference": reference,
                "status": status_of(request),
                "url": url_for("catalogue.follow", reference=reference),
                "title": request.title,
                "establishment": request.establishment_label,
                "when": moment(request.updated_at),
                "turn": briefs[request.id],
                "new": request.submitted_at is not None
                and (seen_at is None or seen_at < request.updated_at),
            }
        )
    return rows


def status_of(request: Request) -> Status:
    """The present status, with its word, tone and icon."""
    circuit = circuit_for(request)
    found = circuit.status.get(request.status) if circuit is not None else None
    return found or _gone(request)


def circuit_for(request: Request) -> Circuit | None:
    """The circuit a request runs on, or would run on while it is a draft."""
    version_id = request.workflow_version_id
    if version_id is None:
        live = schemas.live("service", request.service_key)
        workflow = schemas.live("workflow", live.body["workflow"]) if live else None
        if workflow is None:
            return None
        version_id = workflow.id
    return workflows.circuit_of(version_id)


def _gone(request: Request) -> Status:
    from workflows.domain.circuit import Kind

    return Status(request.status, request.status, "slate", "circle", Kind(request.status_kind))


def follow_page(actor: Actor, seen: Seen) -> dict[str, Any]:
    """Everything on the page of one request, applicant's side."""
    request = seen.request
    standing = standing_of(actor, request, seen.versions)
    circuit = workflows.circuit_of(seen.versions.workflow.id)
    journal = workflows.steps_of(request.id)
    steps = [s for s in journal if s.undone_at is None and not stayed(s)]
    situation = workflows.situation_of(request, standing, actor.account_id)
    offered = [d for d in standing.bridge.offered(situation) if isinstance(d, Offered)]
    correcting = may_correct(seen)
    return {
        "seen": seen,
        "request_row": request,
        "service": seen.versions.service,
        "status": circuit.status[request.status],
        "help": help_of(actor, circuit.status[request.status].help),
        "what_next": what_next(circuit.status[request.status], correcting=correcting),
        "turn": turn_of(request, circuit, deadlines_of(request, circuit), mine=True),
        "ribbon": ribbon_of(circuit, request, steps),
        "decision": decision_of(circuit, request, steps),
        "motive": steps[0].comment if correcting and steps else None,
        "correcting": correcting,
        "asked": asked_rows(request) if correcting else [],
        "unsubmitted": unsubmitted(request, filling_names(actor, request)) if correcting else 0,
        "moves": [
            replace(d, transition=circuit.transition[d.transition.key])
            for d in offered
            if "form.complete" not in d.transition.checks
        ],
        "timeline": timeline_of(circuit, steps),
        "answers": answer_pages(request, _reading_urls(request)),
        "old_answers": old_answers([*request.old_answers, *left_with_draft(request)]),
        "file_url": lambda file_id: url_for("documents.download", file_id=file_id),
        "letters": letters_of(request),
        "thread": thread_of(actor, request),
    }


def _reading_urls(request: Request) -> Any:
    from dataclasses import replace

    return replace(urls_for(request, None), page=None)


def what_next(status: Status, *, correcting: bool) -> str:
    """One sentence: what is done now."""
    if correcting:
        return _("C’est à vous : corrigez vos réponses, puis redéposez la demande.")
    if status.help and not status.help.startswith("kb:"):  # an entry stands beside
        return status.help
    kind = status.kind.value
    if kind == "waiting-agent":
        return _("Un agent examine votre demande. Vous serez prévenu par courriel à chaque étape.")
    if kind == "waiting-user":
        return _("Votre établissement doit agir pour que la demande avance.")
    return ""


def ribbon_of(circuit: Circuit, request: Request, steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Steps as the applicant sees them: the levels, without the names of agents."""
    from workflows.domain.ribbon import ribbon

    arrived = {step.to_status: step.at for step in reversed(steps)}
    words = {"done": "done", "skipped": "done", "current": "current", "to-come": "todo"}
    return [
        {
            "label": cell.status.label,
            "icon": cell.status.icon,
            "tone": cell.status.tone,
            "status": words[cell.state.value],
            "since": moment(arrived[cell.status.key]) if cell.status.key in arrived else "",
        }
        for cell in ribbon(circuit, request.status, request.markers)
    ]


def decision_of(circuit: Circuit, request: Request, steps: Sequence[Step]) -> Any:
    """The answer, once there is one: its words and the comment that goes with it."""
    status = circuit.status[request.status]
    if not status.is_final or not steps:
        return None
    return {"status": status, "comment": steps[0].comment, "when": moment(steps[0].at)}


def timeline_of(circuit: Circuit, steps: Sequence[Step]) -> list[dict[str, Any]]:
    """What happened, newest first; agents are « l’administration » for an applicant."""
    found = []
    for step in steps:
        status = circuit.status.get(step.to_status)
        transition = circuit.transition.get(step.transition)
        members = transition is not None and any(
            f in circuit.functions and circuit.functions[f].source != "group" for f in transition.by
        )
        public = status is not None and (members or status.kind.value in {"waiting-user", "final"})
        found.append(
            {
                "title": status.label if status else step.to_status,
                "when": moment(step.at),
                "iso": step.at.isoformat(),
                "by": step.signed if members else _("L’administration"),
                "icon": status.icon if status else None,
                "tone": status.tone if status else None,
                "text": step.comment if public else None,
            }
        )
    return found


def letters_of(request: Request) -> list[dict[str, Any]]:
    """Letters made for the applicant."""
    return [
        {
            "title": letter.title,
            "when": moment(letter.created_at),
            "url": url_for("documents.download", file_id=letter.file_id)
            if letter.file_id
            else None,
            "number": letter.number,
            "voided": day(letter.voided_at) if letter.voided_at else "",
            "verify": verify_url(letter.token) if letter.file_id else None,
        }
        for letter in documents.letters_about(KIND, request.id, internal=False)
    ]


def thread_of(actor: Actor, request: Request) -> list[dict[str, Any]]:
    """Messages of both sides; internal notes are never fetched."""
    return [
        {
            "author": m.author,
            "when": moment(m.at),
            "iso": m.at.isoformat(),
            "text": m.body,
            "mine": "self" if m.author_id == actor.account_id else None,
            "tone": "sky" if m.side == "agency" else "brick",
            "attachments": [
                {
                    "name": f.filename,
                    "size": size(f.size),
                    "url": url_for("documents.download", file_id=f.id),
                    "stored": f.state,
                }
                for f in m.attachments
            ],
        }
        for m in messaging.thread(KIND, request.id, internal=False)
    ]
