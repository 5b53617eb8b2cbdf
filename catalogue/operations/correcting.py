"""Corrections asked for: a buffer of edits beside the filed answers, merged in one transaction."""

from __future__ import annotations

from typing import Any

from catalogue.errors import IncompleteAnswers, NotEditable
from catalogue.models import Request
from catalogue.operations.filling import may_correct
from catalogue.operations.submitting import foreign_files, take_over_correction
from catalogue.queries import Seen
from catalogue.standing import KIND, form_names
from core.actor import Actor
from core.database import session
from core.history import difference, record
from form_factory import operations as forms
from form_factory import queries as drafts
from workflows import operations as workflows


def open_correction(actor: Actor, seen: Seen) -> Any:
    """The buffer of edits of a request sent back, made at its first use."""
    request = seen.request
    if not may_correct(seen):
        raise NotEditable
    if request.correction_draft_id is not None:
        return drafts.draft_row(request.correction_draft_id)
    row = forms.copy_draft(actor, request.form_version_id, request.answers, request.rows)
    request.correction_draft_id = row.id
    return row


def merge(actor: Actor, request: Request) -> bool:
    """Take the buffer into the request; whether anything changed. Refused when it does not hold."""
    if request.correction_draft_id is None:
        return False
    row = drafts.draft_row(request.correction_draft_id, lock=True)
    state = drafts.state_of(row, form_names(actor, request))
    if problems := [*state.outcome.errors, *foreign_files(state, request)]:
        raise IncompleteAnswers(problems)
    before = dict(request.answers)
    take_over_correction(request, state, actor.account_id)
    forms.close_draft(row)
    request.correction_draft_id = None
    patch = difference(before, request.answers)
    if patch:
        workflows.drop_votes(request)
        record(actor, KIND, request.id, "request.corrected", version=request.version, patch=patch)
    session.flush()  # guards read the merged answers
    return bool(patch)
