"""Runs the tests that a form carries, and tells how much of it they went through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Protocol

from core.errors import PreauError
from core.problems import Problem
from form_factory.domain.plan import Plan
from form_factory.domain.projection import Projection
from schemas.domain.conditions import Facts


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

    problems: list[Problem] = field(default_factory=list)
    ran: int = 0
    #: Conditions in the form, and those seen both ways.
    conditions: int = 0
    both_ways: int = 0

    @property
    def coverage(self) -> float:
        """Share of the conditions that were seen shown and hidden; 1 when there are none."""
        return self.both_ways / self.conditions if self.conditions else 1.0


def run_trials(
    plan: Plan, tests: Sequence[Mapping[str, Any]], judge: Judge, now: datetime
) -> Trials:
    """Judge each test. `expect.visible`: a list of what must be shown, or pointer → true/false;
    `expect.errors`: exactly the pointers in error; `expect.computed`: pointer → value."""
    trials = Trials()
    gates = {gate.name for gate in plan.gates if gate.condition is not None}
    cells = {c.field.pointer for ask in plan.asks for c in ask.cells if c.when is not None}
    shown: set[str] = set()
    hidden: set[str] = set()
    for number, test in enumerate(tests):
        try:
            verdict = judge(test.get("answers", {}), facts_of(test.get("given", {}), now))
        except PreauError:
            trials.problems.append(
                Problem(f"/tests/{number}", "form-trial-raised", {"number": number + 1})
            )
            continue
        trials.ran += 1
        visible = verdict.projection.visible
        shown |= {_plain(name) for name in visible}
        hidden |= (gates - visible) | {_plain(n) for n in verdict.projection.reasons}
        trials.problems += _compared(number, test.get("expect", {}), verdict)
    trials.conditions = len(gates) + len(cells)
    trials.both_ways = len((gates | cells) & shown & hidden)
    return trials


def facts_of(given: Mapping[str, Any], now: datetime) -> Facts:
    """The surroundings a test asks for; its `today` stands still at noon."""
    names = {name: value for name, value in given.items() if name not in ("today", "now")}
    if isinstance(given.get("today"), str):
        day = date.fromisoformat(given["today"])
        now = datetime.combine(day, time(12), tzinfo=UTC)
    return Facts(names=names, today=now.date(), now=now)


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


def _plain(name: str) -> str:
    return "/".join(part for part in name.split("/") if not part.isdigit())
