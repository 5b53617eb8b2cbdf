"""Tests that are part of a circuit: played at publication, with a word on what they cover.

`path` holds what happens in order. Its last step is played by the function of `as`; the steps
before set the scene and are each played by an invented person of the first function that may. A
step may be spelled out to say more (`playing`). Guards read `given`; without the types of a form,
amounts are known by their look.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import Invalid
from core.problems import Problem
from schemas.domain.conditions import FieldType, Kind, Reason, Types
from workflows.domain.circuit import SYSTEM, Circuit
from workflows.domain.guards import Guards
from workflows.domain.playing import Play

AMOUNT = re.compile(r"-?[0-9]{1,15}[.][0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Failure:
    """One test that did not go as announced."""

    number: int
    expected: str
    """A status, a code of refusal; empty when the test broke on the way."""
    status: str
    """Where the request stood in the end."""
    step: int | None = None
    """The step that was refused: on the way, or the last one when it was not to be."""
    reasons: tuple[Reason, ...] = ()

    @property
    def problem(self) -> Problem:
        """The same as publication tells it."""
        path = f"/tests/{self.number}"
        found = ", ".join(reason.code for reason in self.reasons)
        if not self.expected:
            params = {"step": (self.step or 0) + 1, "found": found}
            return Problem(f"{path}/path/{self.step}", "circuit.test-broken", params)
        told = {"expected": self.expected, "found": found or self.status}
        return Problem(path, "circuit.test-failed", told)


@dataclass(frozen=True, slots=True)
class Trial:
    """How the tests of a circuit went."""

    failures: tuple[Failure, ...]
    fired: frozenset[str]
    missed: tuple[str, ...]
    """Transitions no test ever made."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The failures as problems of the document."""
        return tuple(failure.problem for failure in self.failures)

    @property
    def passed(self) -> bool:
        """Whether every test gave what it announces."""
        return not self.failures

    @property
    def coverage(self) -> float:
        """The part of the transitions that some test made, from 0 to 1."""
        whole = len(self.fired) + len(self.missed)
        return len(self.fired) / whole if whole else 1.0


def run(circuit: Circuit, types: Types | None = None) -> Trial:
    """Play every test of the circuit."""
    failures: list[Failure] = []
    fired: set[str] = set()
    for number, test in enumerate(circuit.tests):
        play = Play(circuit, _compiled(circuit, test, types), test.get("given", {}))
        failure = _failure(play, number, test)
        failures += [failure] if failure else []
        fired |= play.fired
    missed = tuple(t.key for t in circuit.transitions if t.key not in fired)
    return Trial(tuple(failures), frozenset(fired), missed)


def types_of_given(given: Mapping[str, Any]) -> Types:
    """Every name is allowed; a text that looks like an amount is one."""
    paths = {
        f"{root}.{key}": FieldType(Kind.DECIMAL)
        for root, values in given.items()
        for key, value in values.items()
        if isinstance(value, str) and AMOUNT.fullmatch(value)
    }
    return Types.merge(Types(paths), Types.anything())


def _compiled(circuit: Circuit, test: Mapping[str, Any], types: Types | None) -> Guards:
    if types is not None:
        return Guards.of(circuit, types)
    try:
        return Guards.of(circuit, types_of_given(test.get("given", {})))
    except Invalid:  # an answer that only looks like an amount
        return Guards.of(circuit, Types.anything())


def _failure(play: Play, number: int, test: Mapping[str, Any]) -> Failure | None:
    """What the test found wrong; None when it went as announced."""
    steps = test["path"]
    refused: tuple[Reason, ...] = ()
    for at, step in enumerate(steps):
        last = at == len(steps) - 1
        refused = play.step(spelled(play.circuit, step, test["as"] if last else ""))
        if refused and not last:
            return Failure(number, "", play.status, at, refused)
    return _compared(play, number, test, refused)


def _compared(
    play: Play, number: int, test: Mapping[str, Any], refused: tuple[Reason, ...]
) -> Failure | None:
    expected = test.get("expect_refusal")
    if expected is None:
        expected = test["expect_status"]
        right = not refused and play.status == expected
    else:
        codes = {reason.code for reason in refused}
        right = bool(refused) if expected is True else expected in codes
        expected = "refus" if expected is True else expected
    step = len(test["path"]) - 1 if refused else None
    return None if right else Failure(number, expected, play.status, step, refused)


def spelled(circuit: Circuit, step: Any, function: str = "") -> Mapping[str, Any]:
    """A step in full: who makes a move that does not say it is the first who may, or `function`."""
    full = step if isinstance(step, Mapping) else {"do": step}
    if "do" not in full or full.get("as"):
        return full
    transition = circuit.transition.get(full["do"])
    first = transition.by[0] if transition and transition.by else SYSTEM
    return {**full, "as": function if function and first != SYSTEM else first}
