"""Handing in: the answers hold, versions are pinned, the circuit moves, the number comes last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from catalogue.domain.numbers import number_of, prefix_of
from catalogue.domain.service import Service
from catalogue.errors import AlreadySubmitted, IncompleteAnswers, NotOpen, OutdatedForm
from catalogue.events import RequestSubmitted
from catalogue.models import Request
from catalogue.operations.filling import title_of
from catalogue.queries import Seen
from catalogue.standing import KIND, form_names, standing_of
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import NotFound
from core.events import announce
from core.files import store
from core.folding import fold
from core.history import record
from core.models import Counter
from core.problems import Problem
from form_factory import operations as forms
from form_factory import queries as drafts
from form_factory.domain.files import files_in
from form_factory.queries import DraftState
from workflows import operations as workflows


def submit(actor: Actor, seen: Seen) -> Request:
    """Hand in a draft. Refused with every problem at once; nothing is written then."""
    request, service = seen.request, seen.versions.service
    if request.submitted_at is not None:
        raise AlreadySubmitted
    if seen.side != "applicant" or not seen.functions:
        raise NotFound
    if not service.opening.finishes(clock.today()):
        raise NotOpen
    if drafts.is_outdated(request.form_version_id):
        raise OutdatedForm
    row = drafts.draft_row(request.draft_id, lock=True)
    state = drafts.state_of(row, form_names(actor, request))
    if problems := [*state.outcome.errors, *foreign_files(state, request)]:
        raise IncompleteAnswers(problems)
    _take_over(request, state, actor.account_id)
    request.title = title_of(service.request_title, request.answers, service.title)
    now = clock.now()
    standing = standing_of(actor, request, seen.versions)
    workflows.submit(actor, request, standing)
    forms.close_draft(row)
    record(actor, KIND, request.id, "request.submitted", version=request.version)
    announce(RequestSubmitted(request.id, actor.account_id))
    number = _next_number(service.number)  # last: the row lock of the counter is short
    request.workflow_version_id = seen.versions.workflow.id
    request.service_version_id = seen.versions.service_version.id
    request.submitted_at = request.updated_at = now
    request.closed_at = now if request.status_kind == "final" else None  # nothing left to decide
    request.reference = number
    renamed(request, service)
    session.flush()  # a number taken twice must be refused inside the act
    return request


def foreign_files(state: DraftState, request: Request) -> list[Problem]:
    """Files named by the answers that belong neither to the draft nor to the request, and those
    the antivirus has shut away. One it has not looked at yet holds nobody up (FAULTS R-22)."""
    named = list(files_in(state.compiled.plan, state.outcome.answers))
    if not named:
        return []
    ids = [file_id for _, file_id in named]
    owned = {
        str(ref.id): ref
        for owner in (("draft", state.row.id), (KIND, request.id))
        for ref in store().describe(ids, owner)
    }
    problems = [Problem(pointer, "file-foreign", {}) for pointer, i in named if i not in owned]
    shut = {i for i, ref in owned.items() if ref.state == "refused"}
    return [
        *problems,
        *(Problem(pointer, "file-infected", {}) for pointer, i in named if i in shut),
    ]


def _take_over(request: Request, state: DraftState, by: UUID | None) -> None:
    """Answers shown become the request's; what was hidden is dropped; files change hands.

    The words of lists and the prints of texts agreed to are kept beside them.
    """
    answers = dict(state.outcome.answers)
    request.answers = answers
    beside = drafts.kept_beside(state, by)
    request.labels = _words_kept(request.labels, beside.labels)
    request.consents = {
        pointer: _as_given(request.consents.get(pointer), note)
        for pointer, note in beside.consents.items()
    }
    request.rows = {
        pointer: list(ids)
        for pointer, ids in state.draft.rows.items()
        if pointer.lstrip("/").split("/")[0] in answers
    }
    ids = [file_id for _, file_id in files_in(state.compiled.plan, answers)]
    store().hand_over(ids, ("draft", state.row.id), (KIND, request.id))
    session.flush()  # the circuit's guards read the answers


def _words_kept(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """A key keeps the words it stood for when it was chosen."""
    return {
        pointer: {key: old.get(pointer, {}).get(key, words) for key, words in told.items()}
        for pointer, told in new.items()
    }


def _as_given(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> dict[str, Any]:
    """An agreement to the same text is the one that was given, by whom and when it was."""
    return dict(old if old is not None and old.get("sha256") == new["sha256"] else new)


def renamed(request: Request, service: Service) -> None:
    """Its line in lists and what searches find it by follow its answers."""
    request.title = title_of(service.request_title, request.answers, service.title)
    known = (request.reference, request.title, request.establishment_label, service.title)
    request.words = fold(" ".join(str(each) for each in known))


def take_over_correction(request: Request, state: DraftState, by: UUID | None) -> None:
    """The same for a correction that is handed in."""
    _take_over(request, state, by)


def _next_number(pattern: str) -> str:
    """One UPDATE … RETURNING on the counter of the rendered prefix: unique, holes allowed."""
    today = clock.today()
    prefix = prefix_of(pattern, today)
    seq = session.execute(
        insert(Counter)
        .values(prefix=prefix, value=1)
        .on_conflict_do_update(index_elements=["prefix"], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    ).scalar_one()
    return number_of(pattern, today, seq)
