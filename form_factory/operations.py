"""Acts on drafts of answers: start, save a page, close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from werkzeug.datastructures import FileStorage, MultiDict

from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.files import store
from core.ids import ulid, uuid7
from core.problems import Problem
from form_factory.compiled import Compiled
from form_factory.domain.drafts import Conflict, Draft, Patch, fold
from form_factory.domain.files import holds_files
from form_factory.domain.form import Page, Shape
from form_factory.domain.pointers import MISSING, value_at
from form_factory.domain.rows import add_row, move_row, remove_row, with_rows
from form_factory.errors import DraftClosed
from form_factory.models import AnswerDraft, AnswerPatch
from form_factory.prefill import known_values
from form_factory.queries import (
    DraftState,
    as_draft,
    draft_row,
    form_of,
    locked_in,
    state_of,
)
from form_factory.reading import Act, Upload, read_page
from form_factory.uploads import rule_for


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft after a page was sent: its state, what met another change, files refused."""

    state: DraftState
    act: Act
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[Problem, ...] = ()


def start_draft(
    actor: Actor,
    form_version_id: UUID,
    names: Mapping[str, Any],
    answers: Mapping[str, Any] | None = None,
) -> AnswerDraft:
    """Open a draft pinned to a form version, with what is known already filled in."""
    form = form_of(form_version_id)
    known, provenance = known_values(form, actor, names)
    draft = with_rows(
        Draft({**(answers or {}), **known}), form.form, ulid, list(form.form.fields())
    )
    row = AnswerDraft(
        id=uuid7(),
        form_version_id=form_version_id,
        answers=dict(draft.answers),
        rows=dict(draft.rows),
        field_versions={},
        provenance=provenance,
        page=form.form.pages[0].id if form.form.pages else None,
        updated_at=clock.now(),
        updated_by=actor.account_id,
    )
    session.add(row)
    session.flush()  # the request that holds it needs its id
    return row


def copy_draft(
    actor: Actor, form_version_id: UUID, answers: Mapping[str, Any], rows: Mapping[str, Any]
) -> AnswerDraft:
    """Open a draft that starts from answers already given (a correction)."""
    row = AnswerDraft(
        id=uuid7(),
        form_version_id=form_version_id,
        answers=dict(answers),
        rows=dict(rows),
        field_versions={},
        provenance={},
        page=None,
        updated_at=clock.now(),
        updated_by=actor.account_id,
    )
    session.add(row)
    session.flush()  # whoever asked for it refers to it
    return row


def save_page(
    actor: Actor,
    draft_id: UUID,
    page: Page,
    posted: MultiDict[str, str],
    files: MultiDict[str, FileStorage] | None,
    names: Mapping[str, Any],
) -> Saved:
    """Fold what a page sent into the draft. Nothing typed is lost, whatever is wrong with it."""
    row = _open(draft_id)
    form = form_of(row.form_version_id)
    before = with_rows(as_draft(row), form.form, ulid, list(page.fields()))
    reading = read_page(form, page, posted, files, before.rows, locked_in(row, form))
    folded = fold(before, reading.patches)
    draft, problems = _take_in(actor, row, form, folded.draft, reading.uploads)
    if _may_act(form, page, reading.act, locked_in(row, form)):
        draft = _act(draft, form, page, reading.act)
    _journal(row, actor, reading.patches, folded.changed)
    _write(row, actor, draft, page.id)
    return Saved(state_of(row, names), reading.act, folded.conflicts, tuple(problems))


def patch_answers(
    actor: Actor, draft_id: UUID, answers: Mapping[str, Any], names: Mapping[str, Any]
) -> DraftState:
    """Set answers by their keys, as a program does; null removes one.

    What the form does not know is refused, and nothing is kept (FAULTS I-23). Rows are replaced as
    a whole and get new identities.
    """
    row = _open(draft_id)
    form = form_of(row.form_version_id)
    unknown = [key for key in answers if key not in form.form.schema.get("properties", {})]
    if unknown:
        raise Invalid([_unknown(key) for key in unknown])
    draft = as_draft(row)
    version = draft.version + 1
    locked = {pointer.lstrip("/").split("/")[0] for pointer in locked_in(row, form)}
    changed = {key: value for key, value in answers.items() if key not in locked}
    kept = {k: v for k, v in {**draft.answers, **changed}.items() if v is not None}
    rows = {p: ids for p, ids in draft.rows.items() if p.lstrip("/").split("/")[0] not in changed}
    versions = {**draft.versions, **{f"/{key}": version for key in changed}}
    draft = with_rows(Draft(kept, rows, versions, version), form.form, ulid)
    _write(row, actor, draft, row.page)
    return state_of(row, names)


def _unknown(key: str) -> Problem:
    place = key.replace("~", "~0").replace("/", "~1")
    return Problem(f"/{place}", "additionalProperties", {"field": key})


def close_draft(row: AnswerDraft) -> None:
    """Nothing may be written into it any more."""
    row.closed_at = clock.now()


def move_to(row: AnswerDraft, page_id: str) -> None:
    """Remember where the person is, for the next device."""
    row.page = page_id


def _open(draft_id: UUID) -> AnswerDraft:
    row = draft_row(draft_id, lock=True)
    if row.closed_at is not None:
        raise DraftClosed
    return row


def _take_in(
    actor: Actor, row: AnswerDraft, form: Compiled, draft: Draft, uploads: Sequence[Upload]
) -> tuple[Draft, list[Problem]]:
    """Keep the files that came with the page; a refused one is told beside its question."""
    problems: list[Problem] = []
    for upload in uploads:
        field = form.fields[upload.pointer]
        rule = rule_for(form, field)
        patch = Patch(upload.pointer, base=draft.version, row=upload.row)
        now = _listed(draft, patch)
        place = _place(draft, upload)
        if len(now) >= rule.max_count:
            problems.append(
                Problem(place, "files-too-many", {"limit": rule.max_count, "field": field.label})
            )
            continue
        try:
            ref = store().keep(
                actor,
                ("draft", row.id),
                upload.file.stream,
                upload.file.filename or "",
                rule,
                place=patch.address,
            )
        except Invalid as refusal:
            problems += [
                Problem(place, p.code, {**p.params, "field": field.label}) for p in refusal.problems
            ]
            continue
        value: Any = [*now, str(ref.id)]
        draft = fold(draft, [replace(patch, value=value)]).draft
    return draft, problems


def _may_act(form: Compiled, page: Page, act: Act, locked: AbstractSet[str]) -> bool:
    """Whether the button can stand on this page: a question of its kind, shown there, not locked.

    Else a name written by hand would empty any answer, a locked one too (FAULTS A-06).
    """
    field = form.fields.get(act.pointer)
    shown = any(
        act.pointer == f.pointer or act.pointer.startswith(f"{f.pointer}/") for f in page.fields()
    )
    if field is None or not shown or field.pointer in locked:
        return False
    if act.verb == "files.remove":
        return holds_files(form.form, field)
    return field.shape is Shape.ROWS


def _act(draft: Draft, form: Compiled, page: Page, act: Act) -> Draft:
    """Rows and files: the buttons beside a question, checked against the page they stand on."""
    field = next((f for f in page.fields() if f.pointer == act.pointer), None)
    if act.verb == "files.remove" and act.file and act.pointer in form.fields:
        patch = Patch(act.pointer, base=draft.version, row=act.row)
        kept = [one for one in _listed(draft, patch) if one != act.file]
        return fold(draft, [replace(patch, value=kept or MISSING)]).draft
    if field is None or not act.verb.startswith("rows."):
        return draft
    if act.verb == "rows.add":
        return add_row(draft, act.pointer, ulid(), field.schema.get("maxItems"))
    if act.row is None:
        return draft
    if act.verb == "rows.remove":
        return remove_row(draft, act.pointer, act.row)
    if act.verb in {"rows.up", "rows.down"}:
        return move_row(draft, act.pointer, act.row, -1 if act.verb == "rows.up" else 1)
    return draft


def _listed(draft: Draft, patch: Patch) -> list[str]:
    """The ids a file question holds now."""
    parts = tuple(p for p in patch.path.split("/") if p)
    if patch.row is None:
        value = value_at(draft.answers, parts)
    else:
        holder = "/" + "/".join(parts[:-1])
        ids = list(draft.rows.get(holder, ()))
        rows = value_at(draft.answers, parts[:-1])
        value = MISSING
        if patch.row in ids and isinstance(rows, list):
            value = rows[ids.index(patch.row)].get(parts[-1])
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _place(draft: Draft, upload: Upload) -> str:
    """Pointer of the question with its row number, as errors name it."""
    if upload.row is None:
        return upload.pointer
    holder, _, key = upload.pointer.rpartition("/")
    ids = list(draft.rows.get(holder, ()))
    number = ids.index(upload.row) if upload.row in ids else 0
    return f"{holder}/{number}/{key}"


def _journal(
    row: AnswerDraft, actor: Actor, patches: Sequence[Patch], changed: Sequence[str]
) -> None:
    for patch in patches:
        if patch.address in changed:
            value = None if patch.value is MISSING else patch.value
            session.add(
                AnswerPatch(
                    draft_id=row.id,
                    path=patch.address,
                    base=patch.base,
                    value={"value": value},
                    by=actor.account_id,
                    at=clock.now(),
                )
            )


def _write(row: AnswerDraft, actor: Actor, draft: Draft, page_id: str | None) -> None:
    row.answers, row.rows = dict(draft.answers), dict(draft.rows)
    row.field_versions = dict(draft.versions)
    row.page = page_id
    row.updated_at, row.updated_by = clock.now(), actor.account_id
    session.flush()  # a stale row must be told before anything is drawn


def delete_draft(row: AnswerDraft) -> None:
    """Forget a draft that nobody handed in; its patches go with it."""
    session.delete(row)
    session.flush()  # whoever referred to it must be gone already
