"""Carries a draft over to a newer version of its form, question by question, by `x-id`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from form_factory.domain.casts import cast
from form_factory.domain.consents import is_consent, same_text
from form_factory.domain.form import Field, Form, Shape
from form_factory.domain.normal import is_blank
from form_factory.domain.pointers import MISSING, pointer_of, put, value_at


@dataclass(frozen=True, slots=True)
class OldAnswer:
    """An answer the newer form has no place for: shown read-only as « ancienne réponse »."""

    x_id: str | None
    pointer: str
    label: str
    value: Any
    #: "removed", "retyped", "option-removed", "text-changed" or "hidden".
    why: str
    #: Identity of the row that held it.
    row: str | None = None


@dataclass(slots=True)
class RebaseResult:
    """The answers under the newer form, and what a person must look at."""

    answers: dict[str, Any] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    lost: list[OldAnswer] = field(default_factory=list)
    #: Pointers of the newer form to look at: new, retyped, or with an option gone.
    attention: list[str] = field(default_factory=list)


def rebase(old: Form, new: Form, answers: Mapping[str, Any]) -> RebaseResult:
    """Read `answers` of `old` as answers of `new`. Nothing is blanked in silence."""
    result = RebaseResult()
    here = dict(_by_id(old.fields()))
    there = dict(_by_id(new.fields()))
    asked_whole, names = regrouped(old, new), full_names(old)
    for x_id, before in here.items():
        value = value_at(answers, before.path)
        if not is_blank(value):
            why = "retyped" if x_id in asked_whole else "removed"
            named = replace(before, label=names[before.pointer])
            _carry(result, named, there.get(x_id), value, why)
    for x_id, after in there.items():
        asked_before = x_id in here and here[x_id].demanded
        if after.demanded and not asked_before and is_blank(value_at(result.answers, after.path)):
            result.attention.append(after.pointer)
    result.attention = list(dict.fromkeys(result.attention))
    return result


def full_names(form: Form) -> dict[str, str]:
    """Address of each question → how people know it, with what holds it: « Adresse › Commune »."""
    over = {part.pointer: group.label for group in form.groups() for part in group.items}
    names = {}
    for each in form.fields():
        holder = over.get(each.pointer)
        names[each.pointer] = f"{holder} › {each.label}" if holder else each.label
        names |= {cell.pointer: f"{each.label} › {cell.label}" for cell in each.items}
    return names


def regrouped(old: Form, new: Form) -> dict[str, Field]:
    """Questions that became one of several parts, or the other way: x-id of the question and of
    each of its parts → what it is in `new`."""
    found: dict[str, Field] = {}
    for parted, plain in ((new, old), (old, new)):
        leaves = dict(_by_id(plain.fields()))
        for x_id, group in _by_id(parted.groups()):
            if x_id in leaves:
                whole = group if parted is new else leaves[x_id]
                parts = {part_id: whole for part_id, _part in _by_id(group.items)}
                found |= {x_id: whole, **parts}
    return found


def matched(old: Form, new: Form) -> dict[str, tuple[Field, Field | None]]:
    """Address of each question of `old`, cells of rows included → it, and what it is in `new`."""
    there = dict(_by_id(new.fields()))
    found: dict[str, tuple[Field, Field | None]] = {}
    for x_id, before in _by_id(old.fields()):
        after = there.get(x_id)
        found[before.pointer] = (before, after)
        cells = dict(_by_id(after.items)) if after is not None else {}
        for cell_id, cell in _by_id(before.items):
            found[cell.pointer] = (cell, cells.get(cell_id))
    return found


def _carry(result: RebaseResult, before: Field, after: Field | None, value: Any, gone: str) -> None:
    if after is None:
        result.lost.append(OldAnswer(before.x_id, before.pointer, before.label, value, gone))
        return
    if before.shape is Shape.ROWS and after.shape is Shape.ROWS and isinstance(value, list):
        put(result.answers, after.path, [_row(result, before, after, row, n)
                                         for n, row in enumerate(value)])  # fmt: skip
        result.kept.append(after.pointer)
        return
    read, why = read_as(value, before, after)
    if why:
        result.lost.append(OldAnswer(before.x_id, before.pointer, before.label, value, why))
        result.attention.append(after.pointer)
    if not is_blank(read):
        put(result.answers, after.path, read)
        result.kept.append(after.pointer)


def _row(result: RebaseResult, before: Field, after: Field, row: Any, number: int) -> Any:
    if not isinstance(row, Mapping):
        return row
    there = dict(_by_id(after.items))
    made: dict[str, Any] = {}
    for x_id, cell in _by_id(before.items):
        value = row.get(cell.key)
        if is_blank(value):
            continue
        place = pointer_of((*before.path, number, cell.key))
        target = there.get(x_id)
        if target is None:
            label = f"{before.label} › {cell.label}"
            result.lost.append(OldAnswer(cell.x_id, place, label, value, "removed"))
            continue
        read, why = read_as(value, cell, target)
        if why:
            label = f"{before.label} › {cell.label}"
            result.lost.append(OldAnswer(cell.x_id, place, label, value, why))
            result.attention.append(pointer_of((*after.path, number, target.key)))
        if not is_blank(read):
            made[target.key] = read
    return made


def read_as(value: Any, before: Field, after: Field) -> tuple[Any, str]:
    """The value as the newer question wants it, and why it needs a look ("" when it does not)."""
    if is_consent(after) and not same_text(before, after):
        return MISSING, "text-changed"
    read = cast(value, before, after)
    if read is MISSING:
        return MISSING, "retyped"
    if after.choices and after.other is None:
        offered = [one.value for one in after.choices]
        if isinstance(read, list):
            left = [one for one in read if one in offered]
            return (left, "") if left == read else (left, "option-removed")
        if read not in offered:
            return MISSING, "option-removed"
    return read, ""


def _by_id(fields: Iterable[Field]) -> Iterator[tuple[str, Field]]:
    for each in fields:
        yield each.x_id or each.pointer, each
