"""A draft from its opening to its end."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final
from uuid import UUID

from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.i18n import _
from core.ids import ulid, uuid7
from core.problems import Problem
from form_factory.compiled import Compiled
from form_factory.domain.drafts import Draft, same
from form_factory.domain.pointers import MISSING, parts_of, put, value_at
from form_factory.domain.rows import with_rows
from form_factory.evaluation import worded
from form_factory.models import AnswerDraft
from form_factory.normalising import normalised
from form_factory.operations.rebasing import moved_keys
from form_factory.operations.writing import open_row, write
from form_factory.prefill import NOWHERE, Around, known_values
from form_factory.queries import DraftState, as_draft, form_of, locked_in, locking, state_of
from form_factory.references import unreached

#: Where answers come from that an earlier request brings.
EARLIER: Final = "previous-request"


def start_draft(
    actor: Actor,
    form_version_id: UUID,
    names: Mapping[str, Any],
    answers: Mapping[str, Any] | None = None,
    provenance: Mapping[str, Any] | None = None,
    around: Around = NOWHERE,
) -> AnswerDraft:
    """Open a draft pinned to a form version, with what is known already filled in.

    `answers` are those it begins with, `provenance` where they come from; what the house knows now
    is newer than both. Answers of an earlier request that was chosen are not those of another one.
    """
    form = form_of(form_version_id)
    chosen = {note["source"] for note in (provenance or {}).values()} & {EARLIER}
    known, sources = known_values(form, actor, names, around, chosen)
    begun = deepcopy(dict(answers or {}))
    for pointer in sources:
        if (value := value_at(known, parts_of(pointer))) is not MISSING:
            put(begun, parts_of(pointer), value)
    draft = with_rows(Draft(begun), form.form, ulid, list(form.form.fields()))
    row = AnswerDraft(
        id=uuid7(),
        form_version_id=form_version_id,
        answers=dict(draft.answers),
        rows=dict(draft.rows),
        field_versions={},
        provenance={**(provenance or {}), **sources},
        page=form.form.pages[0].id if form.form.pages else None,
        updated_at=clock.now(),
        updated_by=actor.account_id,
    )
    session.add(row)
    session.flush()  # the request that holds it needs its id
    return row


def copy_draft(
    actor: Actor,
    form_version_id: UUID,
    answers: Mapping[str, Any],
    rows: Mapping[str, Any],
    *,
    first: AnswerDraft | None = None,
) -> AnswerDraft:
    """Open a draft that starts from answers already given (a correction).

    What was known and locked in the draft they were `first` given in stays so: a request that
    comes back is no way around it (FAULTS A-06).
    """
    row = AnswerDraft(
        id=uuid7(),
        form_version_id=form_version_id,
        answers=dict(answers),
        rows=dict(rows),
        field_versions={},
        provenance=still_locked(first, form_of(form_version_id), answers) if first else {},
        page=None,
        updated_at=clock.now(),
        updated_by=actor.account_id,
    )
    session.add(row)
    session.flush()  # whoever asked for it refers to it
    return row


def still_locked(
    first: AnswerDraft, form: Compiled, answers: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """The notes of what `form` locks among the answers a draft began with."""
    notes = moved_keys(first.provenance, form_of(first.form_version_id).form, form.form)
    return {p: _as_filed(notes[p], value_at(answers, parts_of(p))) for p in locking(form, notes)}


def _differ(value: Any, told: Any) -> bool:
    """A source may know more of a group than the form asks."""
    if isinstance(value, Mapping) and isinstance(told, Mapping):
        return any(name not in told or _differ(inner, told[name]) for name, inner in value.items())
    return not same(value, told)


def _as_filed(note: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """An agent may have mended the answer since: it is the administration's word from then on."""
    if value is MISSING or not _differ(value, note.get("value")):
        return dict(note)
    at = clock.today().isoformat()
    return {"source": note["source"], "label": _("l’administration"), "at": at, "value": value}


def patch_answers(
    actor: Actor,
    draft_id: UUID,
    answers: Mapping[str, Any],
    names: Mapping[str, Any],
    *,
    keep_rows: bool = False,
) -> DraftState:
    """Set answers by their keys, as a program does; null removes one.

    What the form does not know is refused, as is what names something out of reach, and nothing is
    kept (FAULTS I-23). Rows that differ are replaced as a whole and get new identities; with
    `keep_rows`, a list that is as long as before keeps those it has.
    """
    row = open_row(draft_id)
    form = form_of(row.form_version_id)
    unknown = [key for key in answers if key not in form.form.schema.get("properties", {})]
    if unknown:
        raise Invalid([_unknown(key) for key in unknown])
    draft = as_draft(row)
    version = draft.version + 1
    locked = {pointer.lstrip("/").split("/")[0] for pointer in locked_in(row, form)}
    given = {key: value for key, value in answers.items() if key not in locked}
    changed = {
        key: value
        for key, value in normalised(form, given).items()
        if not same(draft.answers.get(key), value)
    }
    if problems := [worded(form, each) for each in unreached(form, changed)]:
        raise Invalid(problems)
    kept = {k: v for k, v in {**draft.answers, **changed}.items() if v is not None}
    rows = {
        p: ids
        for p, ids in draft.rows.items()
        if p.lstrip("/").split("/")[0] not in changed
        or (keep_rows and _as_long(kept, parts_of(p), len(ids)))
    }
    versions = {**draft.versions, **{f"/{key}": version for key in changed}}
    draft = with_rows(Draft(kept, rows, versions, version), form.form, ulid)
    row.attention = [p for p in row.attention if p.lstrip("/").split("/")[0] not in given]
    write(row, actor, draft, row.page)
    return state_of(row, names)


def _as_long(answers: Mapping[str, Any], path: tuple[str, ...], count: int) -> bool:
    listed = value_at(answers, path)
    return isinstance(listed, list) and len(listed) == count


def _unknown(key: str) -> Problem:
    place = key.replace("~", "~0").replace("/", "~1")
    return Problem(f"/{place}", "additionalProperties", {"field": key})


def close_draft(row: AnswerDraft) -> None:
    """Nothing may be written into it any more."""
    row.closed_at = clock.now()


def move_to(row: AnswerDraft, page_id: str) -> None:
    """Remember where the person is, for the next device."""
    row.page = page_id


def delete_draft(row: AnswerDraft) -> None:
    """Forget a draft that nobody handed in; its patches go with it."""
    session.delete(row)
    session.flush()  # whoever referred to it must be gone already
