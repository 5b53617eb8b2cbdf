"""What is kept beside answers when they are handed in, never inside them: the words that keys of
lists stood for, and which very text was agreed to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from form_factory.compiled import Compiled
from form_factory.domain.consents import text_of, text_sha256
from form_factory.domain.form import Field, Shape
from form_factory.domain.pointers import MISSING, value_at
from form_factory.domain.schema_parts import list_of
from form_factory.fields import type_for
from form_factory.lists import label_of


@dataclass(frozen=True, slots=True)
class Beside:
    """`labels`: question → {key: words}; `consents`: question → {sha256, at, by}."""

    labels: Mapping[str, Mapping[str, str]]
    consents: Mapping[str, Mapping[str, Any]]


def beside(form: Compiled, answers: Mapping[str, Any], at: datetime, by: UUID | None) -> Beside:
    """For answers as they are kept."""
    labels: dict[str, dict[str, str]] = {}
    consents: dict[str, dict[str, Any]] = {}
    for field, value in _answered(form, answers):
        if (listed := list_of(field.schema)) is not None:
            keys = [str(one) for one in (value if isinstance(value, list) else [value])]
            told = labels.setdefault(field.pointer, {})
            told.update({key: label_of(listed, key) for key in keys if key not in told})
        elif type_for(field).name == "consent" and value is True:
            consents[field.pointer] = {
                "sha256": text_sha256(text_of(field)),
                "at": at.isoformat(),
                "by": str(by) if by else None,
            }
    return Beside(labels, consents)


def _answered(form: Compiled, answers: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    """Questions with their answers, those of rows once for each row."""
    for field in form.form.fields():
        value = value_at(answers, field.path)
        if field.shape is Shape.ROWS:
            for row in value if isinstance(value, list) else ():
                for cell in field.items if isinstance(row, Mapping) else ():
                    if cell.key in row:
                        yield cell, row[cell.key]
        elif value is not MISSING:
            yield field, value
