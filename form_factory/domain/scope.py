"""Which answers of a form may be given anew, when not all of them may.

Addresses are those of patches: `/nature`, `/lots` (its rows, added and removed too), `/lots[01H…]`
(one row), `/lots[01H…]/libelle` (one answer of it). What is inside of something open is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from form_factory.domain.drafts import Draft
from form_factory.domain.form import Field, Form, Shape
from form_factory.domain.pointers import MISSING, drop, pointer_of, put, value_at

_ROW = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Scope:
    """What is open; "" opens everything. `shut` stays shut whatever else is said."""

    addresses: frozenset[str]
    shut: frozenset[str] = frozenset()

    def holds(self, address: str) -> bool:
        """Whether the answer at `address` may be given."""
        if _ROW.sub("", address) in self.shut:
            return False
        while address and address not in self.addresses:
            address = _holder(address)
        return address in self.addresses

    def opens(self, field: Field, row: str | None = None) -> bool:
        """Whether this question may be answered, in this row when it stands in one."""
        return self.holds(address_of(field, row))

    def touches(self, field: Field, rows: Iterable[str] = ()) -> bool:
        """Whether any of the question may be answered: itself, a part, a row, an answer of one."""
        if field.shape is Shape.GROUP:
            return any(self.touches(part) for part in field.items)
        if self.opens(field):
            return True
        if field.shape is not Shape.ROWS:
            return False
        return any(self.opens(cell, row) for row in rows for cell in field.items)

    def wider(self, addresses: Iterable[str]) -> Scope:
        """With these open as well."""
        return replace(self, addresses=self.addresses | frozenset(addresses))


def address_of(field: Field, row: str | None = None) -> str:
    """Where the answer to a question stands, in the row of that identity."""
    if field.row_of is None or row is None:
        return field.pointer
    return f"{pointer_of(field.row_of)}[{row}]/{field.key}"


def composed(form: Form, filed: Draft, under_way: Draft, scope: Scope) -> Draft:
    """The filed answers with, of those under way, what the scope opens; nothing else counts."""
    answers: dict[str, Any] = deepcopy(dict(filed.answers))
    rows = {pointer: list(ids) for pointer, ids in filed.rows.items()}
    for field in form.fields():
        if scope.opens(field):
            _take(answers, field.path, value_at(under_way.answers, field.path))
            if field.shape is Shape.ROWS:
                rows[field.pointer] = list(under_way.rows.get(field.pointer, ()))
        elif field.shape is Shape.ROWS:
            _take_cells(answers, field, filed, under_way, scope)
    versions = {a: v for a, v in under_way.versions.items() if scope.holds(a)}
    return Draft(answers, rows, versions, under_way.version)


def _take_cells(
    answers: dict[str, Any], field: Field, filed: Draft, under_way: Draft, scope: Scope
) -> None:
    """Answers of open rows, found again by the identity of their row."""
    here = value_at(answers, field.path)
    there = rows_of(under_way, field)
    if not isinstance(here, list):
        return
    for row, row_id in zip(here, filed.rows.get(field.pointer, ()), strict=False):
        given = there.get(row_id)
        if given is None or not isinstance(row, dict):
            continue
        for cell in field.items:
            if scope.opens(cell, row_id):
                _take(row, (cell.key,), given.get(cell.key, MISSING))


def rows_of(draft: Draft, field: Field) -> dict[str, Mapping[str, Any]]:
    """The rows of a repeated question by their identities, in their order."""
    listed = value_at(draft.answers, field.path)
    rows = listed if isinstance(listed, list) else []
    ids = list(draft.rows.get(field.pointer, ()))
    return {row_id: row for row_id, row in zip(ids, rows, strict=False) if isinstance(row, Mapping)}


def _take(document: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    if value is MISSING:
        drop(document, path)
    else:
        put(document, path, deepcopy(value))


def _holder(address: str) -> str:
    """What an address stands in: the row of an answer, the list of a row, the group of a part."""
    if address.endswith("]"):
        return address[: address.rindex("[")]
    return address.rpartition("/")[0]
