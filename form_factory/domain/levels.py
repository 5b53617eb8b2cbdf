"""Objects that hold questions: which of them must be there, and what is missing in them.

JSON Schema asks for a name only inside an object that is present; a form asks for it when it is
shown. Both are reconciled here, once, for the engine and for `residual`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from form_factory.domain.form import Field, Form
from form_factory.domain.pointers import pointer_of
from form_factory.domain.schema_parts import property_of


@dataclass(slots=True)
class Level:
    """An object of the answers: the document itself, or a nested one."""

    path: tuple[str, ...]
    demanded: bool
    fields: list[Field] = field(default_factory=list)
    levels: dict[str, Level] = field(default_factory=dict)
    #: Those of `fields` that some answers make required.
    askable: list[Field] = field(default_factory=list)

    def all_fields(self) -> Iterator[Field]:
        """Questions here and below."""
        yield from self.fields
        for level in self.levels.values():
            yield from level.all_fields()


def levels_of(form: Form, may_be_asked: AbstractSet[str]) -> Level:
    """The tree of objects that hold the questions of `form`; `may_be_asked` spares the others."""
    root = Level((), demanded=True)
    for question in form.fields():
        level = root
        for depth, name in enumerate(question.path[:-1]):
            if name not in level.levels:
                holder = property_of(form.schema, question.path[:depth]) or {}
                path = question.path[: depth + 1]
                level.levels[name] = Level(path, name in holder.get("required", ()))
            level = level.levels[name]
        level.fields.append(question)
        if question.pointer in may_be_asked:
            level.askable.append(question)
    return root


def listed(level: Level, shown: AbstractSet[str], asked: AbstractSet[str]) -> frozenset[str]:
    """Names that `required` holds here: questions shown and demanded or asked, objects needed."""
    names = {
        one.key
        for one in level.askable
        if one.pointer in shown and (one.demanded or one.pointer in asked)
    }
    names |= {name for name, inner in level.levels.items() if _needed(inner, shown, asked)}
    return frozenset(names)


def _needed(level: Level, shown: AbstractSet[str], asked: AbstractSet[str]) -> bool:
    below = [one.pointer for one in level.all_fields() if one.pointer in shown]
    return any(pointer in asked for pointer in below) or (level.demanded and bool(below))


def missing(
    level: Level, shown: AbstractSet[str], asked: AbstractSet[str], answers: Any
) -> tuple[list[str], list[str]]:
    """Pointers required now, and those among them without an answer."""
    required: list[str] = []
    absent: list[str] = []
    names = listed(level, shown, asked)
    present: Mapping[str, Any] = answers if isinstance(answers, Mapping) else {}
    for question in level.askable:
        if question.key in names:
            required.append(question.pointer)
            if question.key not in present:
                absent.append(question.pointer)
    for name, inner in level.levels.items():
        if name not in present and name not in names:
            continue
        if name in present and not isinstance(present[name], Mapping):
            continue
        more, lost = missing(inner, shown, asked, present.get(name))
        required += more
        absent += lost or ([pointer_of(inner.path)] if name not in present and not lost else [])
    return required, absent
