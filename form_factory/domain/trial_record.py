"""A try turned into an example of the form: what was given, answered and found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from core.problems import Problem
from form_factory.domain.plan import Plan
from form_factory.domain.pointers import MISSING, drop, parts_of, put, value_at
from form_factory.domain.projection import Projection
from form_factory.domain.trial_points import outside_names, points_of


def given_of(
    plan: Plan, names: Mapping[str, Any], day: date, surroundings: Mapping[str, Any]
) -> dict[str, Any]:
    """The day, and of the surroundings what the form asks: nothing else of anybody is kept."""
    given: dict[str, Any] = {"today": day.isoformat()}
    for name in outside_names(plan, surroundings):
        parts = name.split(".")
        value = value_at(names, parts)
        if value is not MISSING and value is not None:
            put(given, parts, deepcopy(value))
    return given


def expected(plan: Plan, projection: Projection, errors: Sequence[Problem]) -> dict[str, Any]:
    """What the try found: what conditions show or hide, the answers in error, the computed ones."""
    rows = {point.name: point.rows for point in points_of(plan) if point.rows}
    names = {gate.name for gate in plan.gates if gate.condition is not None}
    for name, holder in rows.items():
        listed = value_at(projection.answers, parts_of(holder))
        count = len(listed) if isinstance(listed, list) else 0
        names |= {f"{holder}/{number}/{name.rpartition('/')[2]}" for number in range(count)}
    return {
        "visible": {name: name in projection.visible for name in sorted(names)},
        "errors": sorted({each.path for each in errors}),
        "computed": dict(projection.computed),
    }


def answers_of(plan: Plan, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What a person answered: computed answers are nobody's."""
    kept = deepcopy(dict(answers))
    rows = {step.field.pointer for step in plan.rowed}
    for pointer in plan.computed:
        holder, _, key = pointer.rpartition("/")
        if holder not in rows:
            drop(kept, parts_of(pointer))
            continue
        listed = value_at(kept, parts_of(holder))
        for row in listed if isinstance(listed, list) else []:
            if isinstance(row, dict):
                row.pop(key, None)
    return kept
