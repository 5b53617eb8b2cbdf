"""The conditions of a form one by one: what each governs, whether these answers make it hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from form_factory.domain.plan import Plan
from form_factory.domain.pointers import value_at
from form_factory.domain.projection import Projection
from form_factory.domain.steps import Ask
from schemas.domain.conditions import Condition, Facts, Reason


@dataclass(frozen=True, slots=True)
class Point:
    """A condition and what it governs. `name` is an address of the form without row numbers
    (`/danger`, `page:p3`, `notice:danger`); `required` ones ask for an answer, others show."""

    name: str
    condition: Condition
    required: bool = False
    #: Address of the repeated question whose rows it is decided for.
    rows: str | None = None

    @property
    def id(self) -> str:
        """Its name among all conditions of the form."""
        return f"{self.name}#required" if self.required else self.name


@dataclass(frozen=True, slots=True)
class Decided:
    """What a condition came to. `shut`: what holds it is hidden, so nobody sees the difference."""

    point: Point
    holds: bool
    reasons: tuple[Reason, ...]
    row: int | None = None
    shut: bool = False


def points_of(plan: Plan) -> list[Point]:
    """Every condition, in reading order."""
    asks = {step.field.pointer: step for step in plan.asks}
    found: list[Point] = []
    for gate in plan.gates:
        if gate.condition is not None:
            found.append(Point(gate.name, gate.condition))
        step = asks.get(gate.name)
        if step is not None:
            found += _asked(step)
    return found


def _asked(step: Ask) -> Iterator[Point]:
    if isinstance(step.required, Condition):
        yield Point(step.field.pointer, step.required, required=True)
    for cell in step.cells:
        if cell.when is not None:
            yield Point(cell.field.pointer, cell.when, rows=step.field.pointer)
        if isinstance(cell.required, Condition):
            yield Point(cell.field.pointer, cell.required, required=True, rows=step.field.pointer)


def decided(plan: Plan, projection: Projection, given: Facts) -> list[Decided]:
    """Each condition with its verdict and its reasons, row by row where it stands in rows."""
    facts = replace(given, names={**given.names, **projection.answers})
    parents = {
        gate.name: plan.gates[gate.parent].name for gate in plan.gates if gate.parent is not None
    }
    found: list[Decided] = []
    for point in points_of(plan):
        holder = point.rows or (point.name if point.required else parents.get(point.name))
        shut = holder is not None and holder not in projection.visible
        if point.rows is None:
            found.append(_verdict(point, facts, None, None, shut=shut))
        else:
            for number, row in _rows(projection, point.rows):
                found.append(_verdict(point, facts, number, row, shut=shut))
    return found


def _verdict(
    point: Point, facts: Facts, number: int | None, row: Mapping[str, Any] | None, *, shut: bool
) -> Decided:
    holds = point.condition.decide(facts, row).holds
    return Decided(point, holds, point.condition.explain(facts, row), number, shut)


def _rows(projection: Projection, pointer: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    rows = value_at(projection.answers, [part for part in pointer.split("/") if part])
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, Mapping):
            yield number, row


def outside_names(plan: Plan, surroundings: Mapping[str, Any]) -> list[str]:
    """What conditions and computations name that no answer says (`establishment.type`)."""
    named: set[str] = set()
    for point in points_of(plan):
        named |= point.condition.references
    for step in plan.steps:
        named |= getattr(getattr(step, "expression", None), "references", frozenset())
    return sorted(name for name in named if name.split(".", 1)[0] in surroundings)
