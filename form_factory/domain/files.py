"""Which answers are files: their ids are checked against what the draft owns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from form_factory.domain.form import Field, Form, Shape
from form_factory.domain.plan import Plan
from form_factory.domain.pointers import value_at
from form_factory.domain.schema_parts import resolved


def files_in(plan: Plan, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Pointer and id of every file that `answers` name, so that ownership can be checked."""
    for step in plan.asks:
        value = value_at(answers, step.field.path)
        if step.field.shape is Shape.ROWS and isinstance(value, list):
            for number, row in enumerate(value):
                for cell in step.cells:
                    held = row.get(cell.field.key) if isinstance(row, Mapping) else None
                    address = f"{step.field.pointer}/{number}/{cell.field.key}"
                    yield from _ids(plan, address, cell.field, held)
        else:
            yield from _ids(plan, step.field.pointer, step.field, value)


def holds_files(form: Form, field: Field) -> bool:
    """Whether answers of `field` are ids of files."""
    inner = resolved(form.schema, field.schema.get("items") or {})
    return "preau-file" in (field.schema.get("format"), inner.get("format"))


def _ids(plan: Plan, pointer: str, field: Field, value: Any) -> Iterator[tuple[str, str]]:
    if holds_files(plan.form, field):
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                yield pointer, one
