"""Answers that name something kept elsewhere, a record: what is there, within reach of who answers.

An answer is judged when it is given and when it is handed in, never when it is read back: what was
filed stays readable to whoever may read it, whatever became of what it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.kept import Kept
from core.problems import Problem
from form_factory.compiled import Compiled
from form_factory.domain.drafts import Draft, Patch
from form_factory.domain.form import Field, Shape
from form_factory.domain.normal import is_blank
from form_factory.domain.pointers import pointer_of, value_at
from form_factory.evaluation import worded
from form_factory.fields import type_for

_REFERRING: Final[Kept[str, tuple[Field, ...]]] = Kept(1024)


@dataclass(frozen=True, slots=True)
class Named:
    """One answer that names something: its question, its row, its place in the answers."""

    field: Field
    value: Any
    place: str
    number: int | None = None


def unreached(
    form: Compiled,
    answers: Mapping[str, Any],
    standing: frozenset[str] = frozenset(),
    *,
    trial: bool = False,
) -> Iterator[Problem]:
    """What answers name and who answers now does not reach; places in `standing` are not judged.

    Absent, out of use and out of reach are told alike.
    """
    for named in _named(form, answers):
        spared = trial and not type_for(named.field).judged_in_trials
        if named.place not in standing and not spared and not _reached(named.field, named.value):
            yield Problem(named.place, "enum", {})


def untouched(
    form: Compiled, draft: Draft, provenance: Mapping[str, Any], locked: frozenset[str]
) -> frozenset[str]:
    """Places whose answer nobody gives here: filed before a correction was asked for, or known and
    locked. What a draft was begun with otherwise is judged as if it were typed."""
    found = set()
    for named in _named(form, draft.answers):
        pointer, top = named.field.pointer, "/" + named.place.split("/")[1]
        addresses = {pointer, top, _address(named, draft)}
        brought = any(p == pointer or pointer.startswith(f"{p}/") for p in provenance)
        if pointer in locked or (not brought and addresses.isdisjoint(draft.versions)):
            found.add(named.place)
    return frozenset(found)


def answerable(
    form: Compiled, patches: Sequence[Patch], rows: Mapping[str, Sequence[str]]
) -> tuple[list[Patch], list[Problem]]:
    """The patches of a page without those that name what is not reached, and why."""
    kept, problems = [], []
    for patch in patches:
        field = form.fields.get(patch.path)
        if field is None or is_blank(patch.value) or _reached(field, patch.value):
            kept.append(patch)
        else:
            place = _place(field, patch, rows)
            problems.append(worded(form, Problem(place, "enum", {})))
    return kept, problems


def _reached(field: Field, value: Any) -> bool:
    kind = type_for(field)
    return not kind.refers or kind.reaches(value, field)


def _place(field: Field, patch: Patch, rows: Mapping[str, Sequence[str]]) -> str:
    if field.row_of is None:
        return field.pointer
    holder = pointer_of(field.row_of)
    ids = list(rows.get(holder, ()))
    return f"{holder}/{ids.index(patch.row) if patch.row in ids else 0}/{field.key}"


def _address(named: Named, draft: Draft) -> str:
    """Where the version of this answer is kept."""
    if named.field.row_of is None or named.number is None:
        return named.field.pointer
    holder = pointer_of(named.field.row_of)
    ids = draft.rows.get(holder, ())
    row = ids[named.number] if named.number < len(ids) else ""
    return f"{holder}[{row}]/{named.field.key}"


def _named(form: Compiled, answers: Mapping[str, Any]) -> Iterator[Named]:
    for field in _referring(form):
        if field.row_of is None:
            value = value_at(answers, field.path)
            if not is_blank(value):
                yield Named(field, value, field.pointer)
            continue
        listed = value_at(answers, field.row_of)
        for number, row in enumerate(listed if isinstance(listed, list) else ()):
            value = row.get(field.key) if isinstance(row, Mapping) else None
            if not is_blank(value):
                place = f"{pointer_of(field.row_of)}/{number}/{field.key}"
                yield Named(field, value, place, number)


def _referring(form: Compiled) -> tuple[Field, ...]:
    """The questions whose answers name something, looked for once a version."""
    asked = (cell for each in form.form.fields() for cell in _asked(each))
    return _REFERRING.of(
        form.sha256, lambda: tuple(each for each in asked if type_for(each).refers)
    )


def _asked(field: Field) -> tuple[Field, ...]:
    return field.items if field.shape is Shape.ROWS else (field,)
