"""Answers of the form that a service shows in its list (`desk.columns` of its document)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogue.domain.desk.fields import ANSWER, Field, Shape
from core.problems import Problem
from schemas.domain.conditions import Types
from schemas.domain.conditions.types import FieldType
from schemas.domain.conditions.values import NUMBERS, Kind

_SHAPES = {
    **dict.fromkeys(NUMBERS, Shape.NUMBERS),
    Kind.DATE: Shape.DAYS,
    Kind.BOOLEAN: Shape.ONE,
    Kind.TEXT: Shape.WORDS,
    Kind.KEY: Shape.WORDS,
}


@dataclass(frozen=True, slots=True)
class ListedAnswer:
    """One answer that is a column: its path, its words, its type."""

    path: str
    label: str
    type: FieldType

    @property
    def key(self) -> str:
        """Its name among columns and orders."""
        return ANSWER + self.path

    @property
    def steps(self) -> tuple[str, ...]:
        """Where it stands in the answers."""
        return tuple(self.path.split("."))

    @property
    def field(self) -> Field:
        """How one filters by it."""
        shape = Shape.CHOICE if self.type.choices is not None else _SHAPES[self.type.kind]
        return Field(self.key, shape)


def listed_answers(
    columns: Sequence[str], forms: Iterable[Mapping[str, Any]]
) -> tuple[ListedAnswer, ...]:
    """The columns of a service, typed by the first of its forms that knows each."""
    known = [Types.of_schema(form.get("schema", {})) for form in forms]
    found = []
    for pointer in columns:
        path = path_of(pointer)
        held = next((t for types in known if (t := types.paths.get(path))), None)
        if held is not None and may_be_listed(held):
            found.append(ListedAnswer(path, held.title or path, held))
    return tuple(found)


def path_of(pointer: str) -> str:
    """« /demandeur/nom » → `demandeur.nom`."""
    return pointer.strip("/").replace("/", ".")


def may_be_listed(held: FieldType) -> bool:
    """One plain value: no rows, no files, no time of day."""
    return held.kind in _SHAPES and held.format != "preau-file"


def column_problems(
    columns: Sequence[str], forms: Iterable[Mapping[str, Any]]
) -> Iterator[Problem]:
    """Columns that name no answer, or one that is no plain value."""
    listed = {answer.path for answer in listed_answers(columns, forms)}
    for number, pointer in enumerate(columns):
        if path_of(pointer) not in listed:
            yield Problem(f"/desk/columns/{number}", "service-unlisted-answer", {"name": pointer})
