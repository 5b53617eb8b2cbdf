"""A form being tried. All of it travels in the page: nothing is written anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from core import jsondoor
from core.errors import PreauError
from core.files import FileRef
from core.ids import is_ulid, ulid
from core.problems import Problem
from form_factory.compiled import Compiled
from form_factory.domain.drafts import Draft, Patch, fold
from form_factory.domain.form import Field, Page, Shape
from form_factory.domain.pointers import MISSING, parts_of, pointer_of, value_at
from form_factory.domain.rows import add_row, move_row, remove_row, with_rows
from form_factory.domain.trial import day_of
from form_factory.reading import Act, Reading, Upload, read_page
from form_factory.uploads import rule_for

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Given:
    """Who fills in, for which establishment, on which day; and what was said by hand instead."""

    #: "" for oneself, `nobody`, `role:KEY` or `account:ID`.
    who: str = ""
    #: Id of a record, or "".
    establishment: str = ""
    day: date | None = None
    #: Facts said by hand, as conditions name them: {"establishment": {"type": "lycee"}}.
    names: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """The answers so far, and files that were shown but not kept."""

    draft: Draft = field(default_factory=Draft)
    given: Given = field(default_factory=Given)
    files: Mapping[str, FileRef] = field(default_factory=dict)

    def text(self) -> str:
        """What the page carries along."""
        files = {key: [one.filename, one.size] for key, one in self.files.items()}
        given = {
            "who": self.given.who, "at": self.given.establishment, "names": self.given.names,
            "day": self.given.day.isoformat() if self.given.day else None,
        }  # fmt: skip
        kept = {"answers": self.draft.answers, "rows": self.draft.rows, "files": files}
        return json.dumps({**kept, "given": given}, ensure_ascii=False, separators=(",", ":"))


def trial_of(text: str | None) -> Trial:
    """The trial a page carried; garbage counts as none."""
    try:
        found = jsondoor.parse(text) if text else {}
    except PreauError:
        found = {}
    found = _mapping(found)
    given = _mapping(found.get("given"))
    return Trial(
        Draft(_mapping(found.get("answers")), _rows(found.get("rows"))),
        Given(
            str(given.get("who") or "")[:LONGEST],
            str(given.get("at") or "")[:LONGEST],
            day_of(given.get("day")),
            _mapping(given.get("names")),
        ),
        _files(found.get("files")),
    )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(value: Any) -> dict[str, list[str]]:
    return {
        pointer: [one for one in ids if isinstance(one, str) and is_ulid(one)]
        for pointer, ids in _mapping(value).items()
        if isinstance(ids, list)
    }


def _files(value: Any) -> dict[str, FileRef]:
    found = {}
    for key, told in _mapping(value).items():
        if isinstance(told, list) and len(told) == 2 and isinstance(told[1], int):
            try:
                ident = UUID(key)
            except ValueError:
                continue
            found[str(ident)] = FileRef(ident, str(told[0])[:LONGEST], "", max(told[1], 0), "clean")
    return found


def stepped(
    trial: Trial, form: Compiled, page: Page, posted: Any, files: Any
) -> tuple[Trial, Act, list[Problem]]:
    """What a page sent, folded in: its answers, its files, its button."""
    before = with_rows(trial.draft, form.form, ulid, list(page.fields()))
    reading: Reading = read_page(form, page, posted, files, before.rows)
    draft = fold(before, [replace(one, base=before.version) for one in reading.patches]).draft
    trial = replace(trial, draft=draft)
    problems: list[Problem] = []
    for upload in reading.uploads:
        trial, refused = _with_file(trial, form, upload)
        problems += refused
    return (
        replace(trial, draft=_pressed(trial.draft, form, page, reading.act)),
        reading.act,
        problems,
    )


def _with_file(trial: Trial, form: Compiled, upload: Upload) -> tuple[Trial, list[Problem]]:
    """The name and size of a file stand in for it: its bytes are not kept."""
    question = form.fields[upload.pointer]
    rule, patch = rule_for(form, question), Patch(upload.pointer, row=upload.row)
    size = upload.file.stream.seek(0, 2)
    now = _listed(trial.draft, patch)
    told = {"limit": rule.max_count, "field": question.label}
    if len(now) >= rule.max_count:
        return trial, [Problem(upload.pointer, "files-too-many", told)]
    ref = FileRef(uuid4(), str(upload.file.filename)[:LONGEST], "", size, "clean")
    patch = replace(patch, value=[*now, str(ref.id)], base=trial.draft.version)
    kept = fold(trial.draft, [patch]).draft
    return replace(trial, draft=kept, files={**trial.files, str(ref.id): ref}), []


def _pressed(draft: Draft, form: Compiled, page: Page, act: Act) -> Draft:
    """The buttons beside a question: rows and files."""
    asked = {one.pointer: one for one in page.fields()}
    question: Field | None = asked.get(act.pointer)
    if act.verb == "files.remove" and act.file and act.pointer in form.fields:
        patch = Patch(act.pointer, base=draft.version, row=act.row)
        kept = [one for one in _listed(draft, patch) if one != act.file]
        return fold(draft, [replace(patch, value=kept or MISSING)]).draft
    if question is None or question.shape is not Shape.ROWS:
        return draft
    if act.verb == "rows.add":
        return add_row(draft, act.pointer, ulid(), question.schema.get("maxItems"))
    if act.verb == "rows.remove" and act.row:
        return remove_row(draft, act.pointer, act.row)
    if act.verb in {"rows.up", "rows.down"} and act.row:
        return move_row(draft, act.pointer, act.row, -1 if act.verb == "rows.up" else 1)
    return draft


def _listed(draft: Draft, patch: Patch) -> list[str]:
    """The files a question holds now."""
    parts: Sequence[str] = parts_of(patch.path)
    value: Any = value_at(draft.answers, parts)
    if patch.row is not None:
        ids = list(draft.rows.get(pointer_of(parts[:-1]), ()))
        rows = value_at(draft.answers, parts[:-1])
        value = MISSING
        if patch.row in ids and isinstance(rows, list) and len(rows) == len(ids):
            value = _mapping(rows[ids.index(patch.row)]).get(parts[-1])
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
