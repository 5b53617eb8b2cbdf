"""Answers being changed beside others that changed meanwhile: brought up to date, row by row.

What only the others changed is taken in. What both changed keeps the answer of whoever is still
typing, and is told: nobody's answer takes the place of another's unseen.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

from form_factory.domain.difference import Change, differences
from form_factory.domain.drafts import Draft, same
from form_factory.domain.form import Form
from form_factory.domain.pointers import MISSING, drop, put, value_at
from form_factory.domain.scope import rows_of


def caught_up(form: Form, base: Draft, now: Draft, mine: Draft) -> tuple[Draft, list[Change]]:
    """`mine`, begun from `base`, under what stands `now`; and what both changed otherwise."""
    answers: dict[str, Any] = deepcopy(dict(mine.answers))
    rows = {pointer: list(ids) for pointer, ids in mine.rows.items()}
    met: list[Change] = []
    for change in differences(form, base, now):
        current = Draft(answers, rows)
        if change.what == "answer":
            _answer(change, answers, met)
        elif change.what == "cell":
            _cell(change, current, met)
        elif change.what == "row":
            _row(change, current, met)
    return replace(mine, answers=answers, rows=rows), met


def _answer(change: Change, answers: dict[str, Any], met: list[Change]) -> None:
    path = change.field.path
    if same(value_at(answers, path), change.before):
        _put(answers, path, change.after)
    elif not same(value_at(answers, path), change.after):
        met.append(change)


def _cell(change: Change, mine: Draft, met: list[Change]) -> None:
    holder = change.holder
    row_id = change.address.partition("[")[2].partition("]")[0]
    row: Any = rows_of(mine, holder).get(row_id) if holder is not None else None
    if row is None:  # taken away by whoever is typing, changed by the others
        met.append(change)
        return
    key = change.field.key
    if same(row.get(key, MISSING), change.before):
        _put(row, (key,), change.after)
    elif not same(row.get(key, MISSING), change.after):
        met.append(change)


def _row(change: Change, mine: Draft, met: list[Change]) -> None:
    field, pointer = change.field, change.field.pointer
    row_id = change.address.partition("[")[2].partition("]")[0]
    listed: Any = value_at(mine.answers, field.path)
    ids: Any = mine.rows.get(pointer)
    rows, names = listed if isinstance(listed, list) else [], list(ids or ())
    if change.before is MISSING:
        if row_id not in names:
            rows, names = [*rows, deepcopy(change.after)], [*names, row_id]
    elif row_id in names:
        place = names.index(row_id)
        if not same(rows[place], change.before):
            met.append(change)
            return
        rows, names = rows[:place] + rows[place + 1 :], names[:place] + names[place + 1 :]
    answers: Any = mine.answers
    _put(answers, field.path, rows or MISSING)
    into: Any = mine.rows
    into[pointer] = names


def _put(document: Any, path: tuple[str, ...], value: Any) -> None:
    if value is MISSING:
        drop(document, path)
    else:
        put(document, path, deepcopy(value))
