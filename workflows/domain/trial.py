"""Tests that are part of a circuit: played at publication, with a word on what they cover.

`path` holds what happens in order. Its last step is played by the function of `as`; the steps
before set the scene and are each played by an invented person of the first function that may. A
step may be spelled out to say more: `{"do", "as", "person", "comment", "ticks"}`, or a vote
`{"vote", "as"}`. People are named by their function unless a step names them, which is how « four
eyes » is tried. Checks other than the check-list are held to pass; items are ticked and a comment
is given unless the step says otherwise. Guards read `given`; without the types of a form, amounts
are known by their look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from core.errors import Invalid
from core.problems import Problem
from schemas.domain.conditions import Facts, FieldType, Kind, Reason, Types
from workflows.domain import votes
from workflows.domain.circuit import SYSTEM, Circuit, Parallel
from workflows.domain.decision import CHECKLIST, Decision, Offered, Situation, decide, decide_now
from workflows.domain.guards import Guards
from workflows.domain.markers import after_move

AMOUNT = re.compile(r"-?[0-9]{1,15}[.][0-9]{1,6}")
DAY = datetime(2026, 9, 1, 10, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Trial:
    """How the tests of a circuit went."""

    problems: tuple[Problem, ...]
    fired: frozenset[str]
    missed: tuple[str, ...]
    """Transitions no test ever made."""

    @property
    def passed(self) -> bool:
        """Whether every test gave what it announces."""
        return not self.problems

    @property
    def coverage(self) -> float:
        """The part of the transitions that some test made, from 0 to 1."""
        whole = len(self.fired) + len(self.missed)
        return len(self.fired) / whole if whole else 1.0


def run(circuit: Circuit, types: Types | None = None) -> Trial:
    """Play every test of the circuit."""
    problems: list[Problem] = []
    fired: set[str] = set()
    for at, test in enumerate(circuit.tests):
        play = _Play(circuit, test, types)
        problem = play.problem(f"/tests/{at}")
        problems += [problem] if problem else []
        fired |= play.fired
    missed = tuple(t.key for t in circuit.transitions if t.key not in fired)
    return Trial(tuple(problems), frozenset(fired), missed)


def types_of_given(given: Mapping[str, Any]) -> Types:
    """Every name is allowed; a text that looks like an amount is one."""
    paths = {
        f"{root}.{key}": FieldType(Kind.DECIMAL)
        for root, values in given.items()
        for key, value in values.items()
        if isinstance(value, str) and AMOUNT.fullmatch(value)
    }
    return Types.merge(Types(paths), Types.anything())


@dataclass
class _Play:
    """One test under way."""

    circuit: Circuit
    test: Mapping[str, Any]
    types: Types | None
    status: str = ""
    markers: tuple[str, ...] = ()
    entry: int = 0
    latest: dict[str, str] = field(default_factory=dict)
    ballots: list[votes.Ballot] = field(default_factory=list)
    fired: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.status = self.circuit.initial
        self.guards = self._compiled()

    def _compiled(self) -> Guards:
        if self.types is not None:
            return Guards.of(self.circuit, self.types)
        try:
            return Guards.of(self.circuit, types_of_given(self.test.get("given", {})))
        except Invalid:  # an answer that only looks like an amount
            return Guards.of(self.circuit, Types.anything())

    def problem(self, path: str) -> Problem | None:
        """What the test found wrong; None when it went as announced."""
        steps = self.test["path"]
        refused: tuple[Reason, ...] = ()
        for at, step in enumerate(steps):
            last = at == len(steps) - 1
            refused = self._step(step, last=last)
            if refused and not last:
                found = ", ".join(reason.code for reason in refused)
                params = {"step": at + 1, "found": found}
                return Problem(f"{path}/path/{at}", "circuit.test-broken", params)
        return self._compared(path, tuple(reason.code for reason in refused))

    def _compared(self, path: str, refused: tuple[str, ...]) -> Problem | None:
        expected = self.test.get("expect_refusal")
        found = ", ".join(refused) if refused else self.status
        if expected is None:
            expected = self.test["expect_status"]
            right = not refused and self.status == expected
        else:
            right = bool(refused) if expected is True else expected in refused
            expected = "refus" if expected is True else expected
        if right:
            return None
        return Problem(path, "circuit.test-failed", {"expected": expected, "found": found})

    def _step(self, step: Any, *, last: bool) -> tuple[Reason, ...]:
        if isinstance(step, Mapping) and "vote" in step:
            return self._vote(step)
        spelled = step if isinstance(step, Mapping) else {"do": step}
        key = spelled["do"]
        function = spelled.get("as") or self._player(key, last=last)
        return self._move(key, self._situation(function, spelled))

    def _player(self, key: str, *, last: bool) -> str:
        transition = self.circuit.transition.get(key)
        entitled = transition.by if transition else ()
        scene = entitled[0] if entitled else SYSTEM
        return self.test["as"] if last and scene != SYSTEM else scene

    def _situation(self, function: str, step: Mapping[str, Any]) -> Situation:
        items = self.circuit.status[self.status].checklist
        given = self.test.get("given", {})
        request = {"status": self.status, **given.get("request", {})}
        every = {check for t in self.circuit.transitions for check in t.checks} - {CHECKLIST}
        return Situation(
            self.status,
            self.markers,
            self.entry,
            person=step.get("person", function),
            functions=frozenset({function}),
            as_system=function == SYSTEM,
            facts=Facts({**given, "request": request}, DAY.date(), DAY),
            guards=self.guards,
            checks=dict.fromkeys(every, ()),
            ticks=frozenset(step.get("ticks", [item.key for item in items])),
            latest=dict(self.latest),
            comment=step.get("comment", "Essai"),
        )

    def _move(
        self,
        key: str,
        situation: Situation,
        judge: Callable[[Circuit, str, Situation], Decision] = decide_now,
    ) -> tuple[Reason, ...]:
        decision = judge(self.circuit, key, situation)
        if not isinstance(decision, Offered):
            return decision.reasons
        left = self.circuit.status[self.status]
        forward = decision.transition.direction == "forward"
        self.markers = after_move(self.markers, left, decision.to, forward=forward)
        self.status, self.entry = decision.to, self.entry + 1
        self.latest[key] = str(situation.person)
        self.fired.add(key)
        return self._automatic()

    def _automatic(self) -> tuple[Reason, ...]:
        for transition in self.circuit.automatic_from(self.status):
            situation = self._situation(SYSTEM, {})
            if isinstance(decide(self.circuit, transition.key, situation), Offered):
                return self._move(transition.key, situation, decide)
        return ()

    def _vote(self, step: Mapping[str, Any]) -> tuple[Reason, ...]:
        function, now = step["as"], votes.Round(self.entry)
        comment = step.get("comment", "Essai")
        person = step.get("person", function)
        ballot = votes.Ballot(function, person, votes.Choice(step["vote"]), now, comment)
        parallel: Parallel | None = self.circuit.status[self.status].parallel
        reasons = votes.refusals(parallel, self.ballots, ballot, now, frozenset({function}))
        if reasons or parallel is None:
            return reasons
        self.ballots.append(ballot)
        outcome = votes.tally(parallel, self.ballots, now)
        return (
            self._move(outcome.transition, self._situation(SYSTEM, {})) if outcome.decided else ()
        )
