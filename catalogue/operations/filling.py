"""Saving what is typed, page by page: before submission, or while a correction is open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from werkzeug.datastructures import FileStorage, MultiDict

from catalogue.errors import NotEditable, OutdatedForm
from catalogue.queries import Seen
from catalogue.standing import filling_names
from core import clock
from core.actor import Actor
from form_factory import operations as forms
from form_factory import queries as drafts
from form_factory.operations import Saved
from workflows import queries as workflows

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
        raise NotEditable
    return request.correction_draft_id


def may_correct(seen: Seen) -> bool:
    """Whether the present status lets one of this person's functions change the answers."""
    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    editable = circuit.status[seen.request.status].editable_by
    return bool(seen.functions & set(editable))


def save_page(
    actor: Actor,
    seen: Seen,
    page_id: str,
    posted: MultiDict[str, str],
    files: MultiDict[str, FileStorage] | None,
) -> Saved:
    """Fold a page into the draft under way."""
    request = seen.request
    saved = forms.save_page(
        actor,
        editable_draft(seen, late=True),
        page_id,
        posted,
        files,
        filling_names(actor, request),
    )
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
