"""Runs the tests that a form carries, and tells how much of it they went through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Protocol

from core.errors import BadInput, PreauError
from core.problems import Problem
from form_factory.domain.plan import Plan
from form_factory.domain.projection import Projection
from form_factory.domain.trial_points import Point, decided, points_of
from schemas.domain.conditions import Facts
from schemas.domain.conditions.values import ZONE


class UnreadableDay(BadInput):
    """A test stands on a day that does not exist."""


class Verdict(Protocol):
    """What a trial looks at (form_factory.evaluation.Outcome is one)."""

    @property
    def errors(self) -> Sequence[Problem]: ...

    @property
    def projection(self) -> Projection: ...


Judge = Callable[[Mapping[str, Any], Facts], Verdict]


@dataclass(slots=True)
class Trials:
    """What the tests of a form said."""

    #: For each test, in order, what it found otherwise than expected.
    told: list[list[Problem]] = field(default_factory=list)
    ran: int = 0
    #: Conditions in the form, and the ways each was seen: it held, it did not.
    points: list[Point] = field(default_factory=list)
    seen: dict[str, set[bool]] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """What all of them found."""
        return [each for found in self.told for each in found]

    @property
    def conditions(self) -> int:
        """How many conditions the form has."""
        return len(self.points)

    @property
    def both_ways(self) -> int:
        """How many were seen to hold and not to hold."""
        return sum(len(self.seen[point.id]) == 2 for point in self.points)

    @property
    def coverage(self) -> float:
        """Share of the conditions that were seen both ways; 1 when there are none."""
        return self.both_ways / self.conditions if self.conditions else 1.0

    def unseen(self) -> list[tuple[Point, AbstractSet[bool]]]:
        """The others, with the ways they were never seen."""
        return [
            (point, {True, False} - self.seen[point.id])
            for point in self.points
            if len(self.seen[point.id]) < 2
        ]


def run_trials(
    plan: Plan, tests: Sequence[Mapping[str, Any]], judge: Judge, now: datetime
) -> Trials:
    """Judge each test. `expect.visible`: a list of what must be shown, or pointer → true/false;
    `expect.errors`: exactly the pointers in error; `expect.computed`: pointer → value."""
    trials = Trials(points=points_of(plan))
    trials.seen = {point.id: set() for point in trials.points}
    for number, test in enumerate(tests):
        try:
            facts = facts_of(test.get("given", {}), now)
            verdict = judge(test.get("answers", {}), facts)
        except PreauError:
            told = Problem(f"/tests/{number}", "form-trial-raised", {"number": number + 1})
            trials.told.append([told])
            continue
        trials.ran += 1
        for each in decided(plan, verdict.projection, facts):
            if not (each.shut and (each.holds or each.point.required)):
                trials.seen[each.point.id].add(each.holds)
        trials.told.append(_compared(number, test.get("expect", {}), verdict))
    return trials


def facts_of(given: Mapping[str, Any], now: datetime) -> Facts:
    """The surroundings a test asks for; its `today` stands still at noon."""
    names = {name: value for name, value in given.items() if name not in ("today", "now")}
    if "today" in given:
        day = day_of(given["today"])
        if day is None:
            raise UnreadableDay
        now = datetime.combine(day, time(12), tzinfo=UTC)
    return Facts(names=names, today=now.astimezone(ZONE).date(), now=now)


def day_of(text: Any) -> date | None:
    """The day that `text` names, if it names one."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _compared(number: int, expect: Mapping[str, Any], verdict: Verdict) -> list[Problem]:
    found: list[Problem] = []
    told = {"number": number + 1}
    visible = expect.get("visible", {})
    wanted = visible if isinstance(visible, Mapping) else dict.fromkeys(visible, True)
    for name, shown in wanted.items():
        if (name in verdict.projection.visible) is not shown:
            code = "form-trial-visible" if shown else "form-trial-hidden"
            found.append(Problem(f"/tests/{number}/expect/visible", code, {**told, "field": name}))
    if "errors" in expect:
        errors, real = sorted(expect["errors"]), sorted({each.path for each in verdict.errors})
        if errors != real:
            params = {**told, "expected": ", ".join(errors) or "–", "found": ", ".join(real) or "–"}
            found.append(Problem(f"/tests/{number}/expect/errors", "form-trial-errors", params))
    for name, value in expect.get("computed", {}).items():
        real_value = verdict.projection.computed.get(name)
        if real_value != value:
            params = {**told, "field": name, "expected": value, "found": real_value}
            found.append(Problem(f"/tests/{number}/expect/computed", "form-trial-computed", params))
    return found
