"""Corrections asked for: a buffer of edits beside the filed answers, merged in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from catalogue import amending
from catalogue.amending import Amended
from catalogue.errors import IncompleteAnswers
from catalogue.models import Request
from catalogue.operations.asking_again import answered
from catalogue.operations.filling import may_correct, shut_to
from catalogue.operations.submitting import foreign_files, renamed, take_over_correction
from catalogue.queries import Seen
from catalogue.standing import KIND, form_names
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.history import difference, record
from core.problems import Problem
from form_factory import operations as forms
from form_factory import queries as drafts
from form_factory.compiled import Compiled
from form_factory.domain.difference import differences
from form_factory.domain.drafts import same
from form_factory.normalising import normalised
from form_factory.opening import address_in
from form_factory.queries import DraftState
from workflows import operations as workflows


def open_correction(actor: Actor, seen: Seen) -> Any:
    """The buffer of edits of a request sent back, made at its first use."""
    request = seen.request
    if not may_correct(seen):
        raise shut_to(seen)
    if request.correction_draft_id is not None:
        return drafts.draft_row(request.correction_draft_id)
    amending.name_rows(request)
    first = drafts.draft_row(request.draft_id)
    row = forms.copy_draft(
        actor, request.form_version_id, request.answers, request.rows, first=first
    )
    request.correction_draft_id = row.id
    return row


def merge(actor: Actor, seen: Seen) -> bool:
    """Take the buffer into the request; whether there was one. Refused when it does not hold."""
    request = seen.request
    if request.correction_draft_id is None:
        answered(actor, request, ())
        session.flush()  # the move that follows looks at what is still asked
        return False
    row = drafts.draft_row(request.correction_draft_id, lock=True)
    found = amending.corrected(request, row, form_names(actor, request))
    if problems := problems_of(request, found):
        raise IncompleteAnswers(problems)
    changes = amending.difference(request, found.state)
    before = dict(request.answers)
    take_over_correction(request, found.state, actor.account_id)
    forms.close_draft(row)
    request.correction_draft_id = None
    facts: dict[str, Any] = {"asked": answered(actor, request, changes)}
    if patch := difference(before, request.answers):
        renamed(request, seen.versions.service)
        workflows.drop_votes(request)
        facts["changes"] = amending.lines_of(changes)
    if patch or facts["asked"]:
        record(
            actor, KIND, request.id, "request.corrected", version=request.version,
            patch=patch, facts=facts,
        )  # fmt: skip
    session.flush()  # guards read the merged answers
    return True


def problems_of(request: Request, found: Amended) -> list[Problem]:
    """What keeps a correction from being handed in; files nobody may change are not its affair."""
    state, scope = found.state, found.scope
    files = foreign_files(state, request)
    if scope is not None:
        files = [f for f in files if scope.holds(address_in(state.compiled, state.draft, f.path))]
    return [*state.outcome.errors, *files]


def patch_answers(actor: Actor, seen: Seen, draft_id: UUID, given: Mapping[str, Any]) -> DraftState:
    """Answers that a program sends: into a draft, or of a correction what is open of it."""
    request = seen.request
    names = form_names(actor, request)
    if request.submitted_at is None:
        return forms.patch_answers(actor, draft_id, given, names)
    if typed_over := _typed_over(request, drafts.draft_row(draft_id), given):
        raise Invalid(typed_over)
    state = forms.patch_answers(actor, draft_id, given, names, keep_rows=True)
    found = amending.corrected(request, state.row, names)
    if found.scope is None:
        return state
    shut = [
        Problem(each.address, "answer-shut", {"field": each.field.label})
        for each in differences(state.compiled.form, found.state.draft, state.draft)
        if each.address.lstrip("/").partition("/")[0].partition("[")[0] in given
    ]
    if shut:
        raise Invalid(shut)
    return found.state


def _typed_over(request: Request, row: Any, given: Mapping[str, Any]) -> list[Problem]:
    """What was known and locked is no more the applicant's to give than it was at first."""
    form = drafts.form_of(row.form_version_id)
    locked = {pointer.split("/")[1] for pointer in drafts.locked_in(row, form)}
    told = normalised(form, {key: given[key] for key in locked & given.keys()})
    return [
        Problem(f"/{key}", "answer-shut", {"field": _label(form, key)})
        for key, value in told.items()
        if not same(value, request.answers.get(key))
    ]


def _label(form: Compiled, key: str) -> str:
    field = form.fields.get(f"/{key}")
    return field.label if field is not None else key
