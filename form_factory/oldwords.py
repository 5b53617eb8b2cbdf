"""The words of answers whose question is gone, as they are read-only beside the others.

They are kept with the answer. What names something that not everybody reaches (a record) is not:
the house moves drafts at night with its own rights, and who reads them has theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from form_factory.compiled import Compiled
from form_factory.domain.form import Field, Shape
from form_factory.domain.normal import is_blank
from form_factory.evaluation import field_at
from form_factory.fields import type_for
from form_factory.queries import form_of
from form_factory.rowtitles import row_title


def kept_words(form: Compiled, pointer: str, value: Any) -> str | None:
    """The words to keep with an answer; None when each reader has their own."""
    field = field_at(form, pointer)
    return None if field is not None and _refers(field) else words_of(field, value)


def read_words(kept: Mapping[str, Any]) -> str:
    """The words of an old answer, for who reads it now."""
    if kept["text"] is not None:
        return str(kept["text"])
    form = form_of(UUID(kept["version"]))
    return words_of(field_at(form, kept["pointer"]), kept["value"])


def words_of(field: Field | None, value: Any) -> str:
    """An answer as its reader may read it, rows written out."""
    if field is None:
        return str(value)
    if field.shape is not Shape.ROWS or not isinstance(value, list):
        return type_for(field).display(value, field)
    return "\n".join(_row(field, row, number) for number, row in enumerate(value))


def _row(field: Field, row: Any, number: int) -> str:
    values = row if isinstance(row, Mapping) else {}
    told = ", ".join(
        f"{cell.label} : {type_for(cell).display(values[cell.key], cell)}"
        for cell in field.items
        if not is_blank(values.get(cell.key))
    )
    return f"{row_title(field, values, number)} ({told})" if told else ""


def _refers(field: Field) -> bool:
    return type_for(field).refers or any(map(_refers, field.items))
