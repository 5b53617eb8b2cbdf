"""Rows of repeated questions: added, removed, moved, each with an identity beside the answers."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

from form_factory.domain.drafts import Draft
from form_factory.domain.form import Field, Form, Shape
from form_factory.domain.pointers import drop, parts_of, put, value_at

NewId = Callable[[], str]


def add_row(draft: Draft, pointer: str, row_id: str, most: int | None = None) -> Draft:
    """An empty row at the end; nothing once the list is full."""
    answers, listed, ids = _opened(draft, pointer)
    if most is not None and len(ids) >= most:
        return draft
    return _closed(draft, pointer, answers, [*listed, {}], [*ids, row_id])


def remove_row(draft: Draft, pointer: str, row_id: str) -> Draft:
    """Without the row; nothing when it is already gone."""
    answers, listed, ids = _opened(draft, pointer)
    if row_id not in ids:
        return draft
    place = ids.index(row_id)
    versions = {
        address: version
        for address, version in draft.versions.items()
        if not address.startswith(f"{pointer}[{row_id}]")
    }
    kept = listed[:place] + listed[place + 1 :]
    smaller = replace(draft, versions=versions)
    return _closed(smaller, pointer, answers, kept, ids[:place] + ids[place + 1 :])


def move_row(draft: Draft, pointer: str, row_id: str, by: int) -> Draft:
    """The row `by` places further (negative: back), as far as the list goes."""
    answers, listed, ids = _opened(draft, pointer)
    if row_id not in ids:
        return draft
    old = ids.index(row_id)
    new = max(0, min(len(ids) - 1, old + by))
    if new == old:
        return draft
    listed.insert(new, listed.pop(old))
    ids.insert(new, ids.pop(old))
    return _closed(draft, pointer, answers, listed, ids)


def with_rows(draft: Draft, form: Form, new_id: NewId, fields: list[Field] | None = None) -> Draft:
    """Every row has its identity, and every list the rows its `minItems` wants to see.

    `fields` narrows the second part to the questions of a page, so that a list nobody was shown
    stays absent.
    """
    answers: dict[str, Any] = deepcopy(dict(draft.answers))
    rows = {pointer: list(ids) for pointer, ids in draft.rows.items()}
    opened = {field.pointer for field in (fields or ())}
    for field in form.fields():
        if field.shape is not Shape.ROWS:
            continue
        listed = value_at(answers, field.path)
        listed = listed if isinstance(listed, list) else []
        least = int(field.schema.get("minItems", 0)) if field.pointer in opened else 0
        listed += [{} for _ in range(least - len(listed))]
        ids = rows.get(field.pointer, [])[: len(listed)]
        ids += [new_id() for _ in range(len(listed) - len(ids))]
        if listed:
            put(answers, field.path, listed)
            rows[field.pointer] = ids
    if answers == draft.answers and rows == draft.rows:
        return draft
    return replace(draft, answers=answers, rows=rows)


def _opened(draft: Draft, pointer: str) -> tuple[dict[str, Any], list[Any], list[str]]:
    answers = deepcopy(dict(draft.answers))
    listed = value_at(answers, parts_of(pointer))
    listed = listed if isinstance(listed, list) else []
    return answers, listed, list(draft.rows.get(pointer, ()))[: len(listed)]


def _closed(
    draft: Draft, pointer: str, answers: dict[str, Any], listed: list[Any], ids: list[str]
) -> Draft:
    if listed:
        put(answers, parts_of(pointer), listed)
    else:
        drop(answers, parts_of(pointer))
    version = draft.version + 1
    return replace(
        draft,
        answers=answers,
        rows={**draft.rows, pointer: ids},
        versions={**draft.versions, pointer: version},
        version=version,
    )
