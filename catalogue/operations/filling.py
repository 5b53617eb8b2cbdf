"""Saving what is typed, page by page: before submission, or while a correction is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from werkzeug.datastructures import FileStorage, MultiDict

from catalogue import amending
from catalogue.errors import GoneOn, NotEditable, OutdatedForm
from catalogue.queries import Seen
from catalogue.standing import filling_names
from core import clock
from core.actor import Actor
from core.errors import PreauError
from core.i18n import _
from form_factory import operations as forms
from form_factory import queries as drafts
from form_factory.domain.scope import Scope
from form_factory.operations import Saved
from workflows import queries as workflows

if TYPE_CHECKING:
    from form_factory.models import AnswerDraft

#: While somebody types, `updated_at` of the request is written at most once in this time; that of
#: the draft is always true.
TOLD_EVERY: Final = timedelta(minutes=1)


def editable_draft(seen: Seen, *, late: bool = False) -> Any:
    """Id of the draft this person may write into now; `NotEditable` when there is none.

    `late`: what was being typed when the last day of its version ended is kept all the same.
    """
    request = seen.request
    if request.submitted_at is None:
        if seen.side != "applicant" or not seen.functions:
            raise NotEditable
        if not late and drafts.is_outdated(request.form_version_id):
            raise OutdatedForm
        return request.draft_id
    if not may_correct(seen) or request.correction_draft_id is None:
        raise shut_to(seen, typing=late)
    return request.correction_draft_id


def shut_to(seen: Seen, *, typing: bool = False) -> PreauError:
    """Why a filed request is not written into: nobody asked for it, or it has gone on meanwhile.

    `typing`: a page of it is being sent, so it was open when that page was drawn.
    """
    request = seen.request
    begun = typing or request.correction_draft_id is not None
    if not begun or seen.side != "applicant" or not seen.functions:
        return NotEditable()
    steps = [step for step in workflows.steps_of(request.id, 5) if step.undone_at is None]
    circuit = workflows.circuit_of(seen.versions.workflow.id)
    return GoneOn(
        changes=[
            {
                "by": _("L’administration") if step.actor_id != request.applicant_id else "",
                "at": step.at.isoformat(),
                "what": circuit.status[step.to_status].label,
                "status": circuit.status[step.to_status].label,
                "transition": step.transition,
                "comment": None,
            }
            for step in steps[:1]
            if step.to_status in circuit.status
        ]
    )


def may_correct(seen: Seen) -> bool:
    """Whether the present status lets one of this person's functions change the answers."""
    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    editable = circuit.status[seen.request.status].editable_by
    return bool(seen.functions & set(editable))


def scope_of(actor: Actor, seen: Seen, row: AnswerDraft) -> Scope | None:
    """What of a correction is open; None when everything is, or while it is a draft."""
    request = seen.request
    if request.submitted_at is None:
        return None
    return amending.corrected(request, row, filling_names(actor, request)).scope


def save_page(
    actor: Actor,
    seen: Seen,
    page_id: str,
    posted: MultiDict[str, str],
    files: MultiDict[str, FileStorage] | None,
) -> Saved:
    """Fold a page into the draft under way: only what is open of it."""
    request, names = seen.request, filling_names(actor, seen.request)
    row = drafts.draft_row(editable_draft(seen, late=True))
    scope = scope_of(actor, seen, row)
    saved = forms.save_page(actor, row.id, page_id, posted, files, names, scope=scope)
    if scope is not None:
        saved = replace(saved, state=amending.corrected(request, saved.state.row, names).state)
    now = clock.now()
    if now - request.updated_at > TOLD_EVERY:
        request.updated_at = now
    return saved


def title_of(template: str, answers: dict[str, Any], fallback: str) -> str:
    """The line that tells a request from its neighbours, from its answers."""
    text = template
    for key, value in answers.items():
        if isinstance(value, str | int | float):
            text = text.replace("{" + key + "}", str(value))
    text = "" if "{" in text else " ".join(text.split())
    return (text or fallback)[:160]
