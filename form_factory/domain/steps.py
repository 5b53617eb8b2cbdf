"""The steps a compiled form is run by."""

from __future__ import annotations

from dataclasses import dataclass

from form_factory.domain.form import Computed, Field
from form_factory.domain.normal import Tidy
from schemas.domain.conditions import Condition, Expression

#: Whether an answer is required: settled once for all, or by a condition.
Asked = Condition | bool


@dataclass(frozen=True, slots=True)
class Gate:
    """Something that is shown or not: a page, a section, a group, a question, a notice."""

    name: str
    parent: int | None
    condition: Condition | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A question of a row, with its own conditions."""

    field: Field
    when: Condition | None
    required: Asked
    tidy: Tidy | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Step: let the answer of a question through when its gate is open."""

    field: Field
    gate: int
    required: Asked
    #: Questions of the rows in the order of what they need; empty for other shapes.
    cells: tuple[Cell, ...] = ()
    tidy: Tidy | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """Step: decide a gate."""

    gate: int


@dataclass(frozen=True, slots=True)
class Compute:
    """Step: work out an answer, from rows when `row_of` names them."""

    computed: Computed
    expression: Expression
    row_of: tuple[str, ...] | None


Step = Ask | Open | Compute
