"""Files of a draft: those that come with a page, those that came piece by piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any
from uuid import UUID

from werkzeug.datastructures import FileStorage

from core.actor import Actor
from core.errors import Invalid, NotFound
from core.files import FileRule, store
from core.problems import Problem
from form_factory.compiled import Compiled
from form_factory.domain.drafts import Draft, Patch, fold
from form_factory.domain.form import Field
from form_factory.domain.pointers import MISSING, value_at
from form_factory.domain.scope import Scope
from form_factory.fields import type_for
from form_factory.models import AnswerDraft
from form_factory.naming import name_of
from form_factory.operations.writing import note, open_row, write
from form_factory.queries import as_draft, form_of, locked_in
from form_factory.reading import Act, Upload, controls
from form_factory.uploads import rule_for


@dataclass(frozen=True, slots=True)
class FilePlace:
    """Where a file of a draft goes, and what may go there."""

    field: Field
    row: str | None
    rule: FileRule
    #: Address of the answer, as stored files say it.
    address: str
    #: How many files are there already.
    held: int


def place_for_file(
    row: AnswerDraft, page_id: str, name: str, scope: Scope | None = None
) -> FilePlace:
    """The question of a page whose control is called `name`, when it takes files here and now."""
    form, draft = form_of(row.form_version_id), as_draft(row)
    page = form.form.page(page_id)
    shut = locked_in(row, form)
    for field, row_id in controls(page, draft.rows) if page is not None else ():
        if name_of(field, row_id) == name and type_for(field).takes_files:
            if field.pointer in shut or (scope is not None and not scope.opens(field, row_id)):
                break
            patch = Patch(field.pointer, row=row_id)
            held = len(listed(draft, patch))
            return FilePlace(field, row_id, rule_for(form, field), patch.address, held)
    raise NotFound


def bring_file(
    actor: Actor,
    draft_id: UUID,
    page_id: str,
    name: str,
    stream: IO[bytes],
    filename: str,
    *,
    scope: Scope | None = None,
) -> None:
    """Keep a file that has arrived as a whole; `Invalid` says why not."""
    row = open_row(draft_id)
    form = form_of(row.form_version_id)
    there = place_for_file(row, page_id, name, scope)
    upload = Upload(there.field.pointer, there.row, FileStorage(stream, filename))
    before = as_draft(row)
    draft, problems = take_in(actor, row, form, before, [upload])
    if problems:
        raise Invalid(problems)
    patch = Patch(there.field.pointer, row=there.row, base=before.version)
    value = listed(draft, patch)
    note(row, actor, [replace(patch, value=value)], [patch.address])
    write(row, actor, draft, row.page)


def take_in(
    actor: Actor, row: AnswerDraft, form: Compiled, draft: Draft, uploads: Sequence[Upload]
) -> tuple[Draft, list[Problem]]:
    """Keep the files that came with the page; a refused one is told beside its question."""
    problems: list[Problem] = []
    for upload in uploads:
        field = form.fields[upload.pointer]
        rule = rule_for(form, field)
        patch = Patch(upload.pointer, base=draft.version, row=upload.row)
        now = listed(draft, patch)
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


def without_file(draft: Draft, act: Act) -> Draft:
    """The draft without the file a button names."""
    patch = Patch(act.pointer, base=draft.version, row=act.row)
    kept = [one for one in listed(draft, patch) if one != act.file]
    return fold(draft, [replace(patch, value=kept or MISSING)]).draft


def listed(draft: Draft, patch: Patch) -> list[str]:
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
            row: Mapping[str, Any] = rows[ids.index(patch.row)]
            value = row.get(parts[-1])
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _place(draft: Draft, upload: Upload) -> str:
    """Pointer of the question with its row number, as errors name it."""
    if upload.row is None:
        return upload.pointer
    holder, _, key = upload.pointer.rpartition("/")
    ids = list(draft.rows.get(holder, ()))
    number = ids.index(upload.row) if upload.row in ids else 0
    return f"{holder}/{number}/{key}"
