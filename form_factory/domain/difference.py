"""What differs between two states of the same answers, question by question, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from form_factory.domain.drafts import Draft, same
from form_factory.domain.form import Field, Form, Shape
from form_factory.domain.pointers import MISSING, value_at
from form_factory.domain.scope import address_of, rows_of


@dataclass(frozen=True, slots=True)
class Change:
    """One answer, or one row, that is not what it was. MISSING stands for nothing."""

    field: Field
    address: str
    before: Any
    after: Any
    #: answer, cell, row or order.
    what: str
    #: Of a cell or a row: its row as it is now (as it was, when it is gone), and its number.
    row: Mapping[str, Any] | None = None
    number: int = 0
    #: The repeated question that holds it.
    holder: Field | None = None


def differences(form: Form, before: Draft, after: Draft) -> list[Change]:
    """In reading order; a question asked at two places is told once."""
    found: dict[str, Change] = {}
    for field in form.fields():
        changes = _in_rows if field.shape is Shape.ROWS else _in_answer
        for change in changes(field, before, after):
            found.setdefault(change.address, change)
    return list(found.values())


def _in_answer(field: Field, before: Draft, after: Draft) -> Iterator[Change]:
    old, new = value_at(before.answers, field.path), value_at(after.answers, field.path)
    if not same(old, new):
        yield Change(field, address_of(field), old, new, "answer")


def _in_rows(field: Field, before: Draft, after: Draft) -> Iterator[Change]:
    old, new = rows_of(before, field), rows_of(after, field)
    for number, (row_id, row) in enumerate(new.items()):
        if row_id not in old:
            yield Change(field, f"{field.pointer}[{row_id}]", MISSING, row, "row", row, number)
            continue
        for cell in field.items:
            was, now = old[row_id].get(cell.key, MISSING), row.get(cell.key, MISSING)
            if not same(was, now):
                yield Change(
                    cell, address_of(cell, row_id), was, now, "cell", row, number, holder=field
                )
    for number, (row_id, row) in enumerate(old.items()):
        if row_id not in new:
            yield Change(field, f"{field.pointer}[{row_id}]", row, MISSING, "row", row, number)
    kept = [row_id for row_id in old if row_id in new]
    if kept != [row_id for row_id in new if row_id in old]:
        yield Change(field, field.pointer, old, new, "order")
