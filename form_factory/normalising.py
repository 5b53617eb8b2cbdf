"""Answers that a program sends, put as a page would have put them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from form_factory.compiled import Compiled
from form_factory.domain.form import Field, Shape
from form_factory.domain.normal import is_blank
from form_factory.domain.pointers import put, value_at
from form_factory.fields import type_for


def normalised(form: Compiled, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Each answer in the one form its type keeps; what is of another type stays, to be refused."""
    made = deepcopy(dict(answers))
    for field in form.form.fields():
        value = value_at(made, field.path)
        if is_blank(value):
            continue
        if field.shape is Shape.ROWS:
            for row in value if isinstance(value, list) else ():
                _row(field, row)
        else:
            put(made, field.path, type_for(field).normal(value, field))
    return made


def _row(holder: Field, row: Any) -> None:
    for cell in holder.items if isinstance(row, dict) else ():
        if not is_blank(row.get(cell.key)):
            row[cell.key] = type_for(cell).normal(row[cell.key], cell)
