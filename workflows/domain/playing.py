"""An invented request walked through a circuit: the engine of decisions, and nothing written.

A step is what the tests of a circuit hold: a move `{"do", "as", "person", "comment", "ticks"}`, a
vote `{"vote", "as", …}`, time that goes by `{"wait": "P3D"}`, a deadline that is waited for
`{"timer": key}`. People are named by their function unless a step names them, which is how « four
eyes » is tried. Checks other than the check-list are held to pass; items are ticked and a comment
is given unless the step says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

from schemas.domain.conditions import Facts, Reason
from schemas.domain.conditions.dates import add, duration
from workflows.domain import votes
from workflows.domain.calendars import Calendar
from workflows.domain.circuit import SYSTEM, Circuit, Kind, Parallel, Transition
from workflows.domain.decision import CHECKLIST, Decision, Offered, Situation, decide, decide_now
from workflows.domain.guards import Guards
from workflows.domain.markers import after_move
from workflows.domain.parts import Action, Timer
from workflows.domain.past import Past
from workflows.domain.running import MOST, Clock

DAY: Final = datetime(2026, 9, 1, 10, tzinfo=UTC)
"""When a request of a test begins: a Tuesday, far from any change of clocks."""
SAID: Final = "Essai"
"""The comment of whoever is not asked to say another one."""
LAST_YEAR: Final = 2400
"""No trial goes further: calendars end somewhere."""

Step = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on the way."""

    sort: Literal["move", "vote", "timer"]
    at: datetime
    label: str
    """The move, the deadline, or the function that voted."""
    key: str
    left: str = ""
    to: str = ""
    function: str = ""
    person: str = ""
    comment: str = ""
    choice: str = ""
    actions: tuple[Action, ...] = ()
    """What leaves with it."""


@dataclass
class Play:
    """One request under way, in memory."""

    circuit: Circuit
    guards: Guards = field(default_factory=Guards)
    given: Mapping[str, Any] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    now: datetime = DAY
    status: str = ""
    markers: tuple[str, ...] = ()
    entry: int = 0
    submitted: datetime | None = None
    latest: dict[str, str] = field(default_factory=dict)
    ballots: list[votes.Ballot] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    past: Past = field(default_factory=Past)
    clock: Clock = field(init=False)

    def __post_init__(self) -> None:
        """Begin where the circuit begins."""
        self.clock = Clock(self.calendars)
        self._arrive(self.circuit.initial)

    @property
    def fired(self) -> set[str]:
        """The transitions made so far."""
        return {event.key for event in self.events if event.sort == "move"}

    @property
    def round(self) -> votes.Round:
        """The stay a vote would be about: the answers of a trial do not change."""
        return votes.Round(self.entry)

    def step(self, step: Step) -> tuple[Reason, ...]:
        """Take one; the reasons when it is refused, and then nothing has changed."""
        if "vote" in step:
            reasons = self._vote(step)
        elif "wait" in step:
            reasons = self._wait(_later(self.now, step["wait"]))
        elif "timer" in step:
            reasons = self._until(step["timer"])
        else:
            reasons = self._move(step["do"], self.situation(step["as"], step), str(step["as"]))
        if not reasons:
            self._go_on()
        return reasons

    def decisions(self, function: str, step: Step | None = None) -> Iterator[Decision]:
        """Every move out of here that people may ever make, as this function decides on it."""
        situation = self.situation(function, step or {})
        for transition in self.circuit.leaving(self.status):
            if transition.for_people:
                yield decide(self.circuit, transition.key, situation)

    def situation(self, function: str, step: Step) -> Situation:
        """All that a decision depends on, as this function finds it now."""
        items = self.circuit.status[self.status].checklist
        every = {check for t in self.circuit.transitions for check in t.checks} - {CHECKLIST}
        return Situation(
            self.status,
            self.markers,
            self.entry,
            person=step.get("person", function),
            functions=frozenset({function}),
            as_system=function == SYSTEM,
            facts=self._facts(),
            guards=self.guards,
            checks=dict.fromkeys(every, ()),
            ticks=frozenset(step.get("ticks", [item.key for item in items])),
            latest=dict(self.latest),
            comment=step.get("comment", SAID),
        )

    def _facts(self) -> Facts:
        request: dict[str, Any] = {"status": self.status}
        if self.submitted is not None:
            request["submitted_at"] = self.submitted.isoformat()
        told = {**request, **self.given.get("request", {})}
        return Facts({**self.given, "request": told}, self.now.date(), self.now)

    def _move(
        self,
        key: str,
        situation: Situation,
        function: str,
        comment: str | None = None,
    ) -> tuple[Reason, ...]:
        decision = decide_now(self.circuit, key, situation)
        if not isinstance(decision, Offered):
            return decision.reasons
        self._made(decision.transition, decision.to, situation, function, comment)
        return ()

    def _made(
        self, move: Transition, to: str, situation: Situation, function: str, comment: str | None
    ) -> None:
        left = self.circuit.status[self.status]
        forward = move.direction == "forward"
        self.markers = after_move(self.markers, left, to, forward=forward)
        self.latest[move.key] = str(situation.person)
        said = situation.comment if comment is None else comment
        self.events.append(
            Event("move", self.now, move.label, move.key, left.key, to, function,
                  str(situation.person), said, actions=move.actions)
        )  # fmt: skip
        if left.kind is Kind.DRAFT and self.submitted is None:
            self.submitted = self.now
        self._arrive(to)

    def _arrive(self, status: str) -> None:
        left = self.circuit.status.get(self.status)
        self.past = self.past.then(status, self.now, left.kind.value if left else "")
        self.status, self.entry = status, self.entry + 1
        self.clock.start(self.circuit, self.past, self.submitted, self.now)

    def _go_on(self) -> None:
        """Leave automatic statuses, and a vote already carried by earlier rounds."""
        for _ in range(MOST):
            key = self._next_automatic() or self._carried()
            if key is None or self._move(key, self.situation(SYSTEM, {"comment": ""}), SYSTEM):
                return

    def _next_automatic(self) -> str | None:
        situation = self.situation(SYSTEM, {"comment": ""})
        ways = self.circuit.automatic_from(self.status)
        decided = ((t.key, decide(self.circuit, t.key, situation)) for t in ways)
        return next((key for key, decision in decided if isinstance(decision, Offered)), None)

    def _carried(self) -> str | None:
        parallel = self.circuit.status[self.status].parallel
        if parallel is None or not parallel.keep_if_unchanged:
            return None
        return votes.tally(parallel, self.ballots, self.round).transition or None

    def _vote(self, step: Step) -> tuple[Reason, ...]:
        function, person = step["as"], step.get("person", step["as"])
        comment = step.get("comment", SAID)
        ballot = votes.Ballot(function, person, votes.Choice(step["vote"]), self.round, comment)
        parallel: Parallel | None = self.circuit.status[self.status].parallel
        held = frozenset({function})
        reasons = votes.refusals(parallel, self.ballots, ballot, self.round, held)
        if reasons or parallel is None:
            return reasons
        self.ballots.append(ballot)
        self.events.append(
            Event("vote", self.now, function, function, self.status, function=function,
                  person=person, comment=comment, choice=ballot.choice.value)
        )  # fmt: skip
        outcome = votes.tally(parallel, self.ballots, self.round)
        if not outcome.decided:
            return ()
        quoted = "\n".join(b.comment for b in outcome.quoted if b.comment)
        moved = self._move(outcome.transition, self.situation(SYSTEM, {}), SYSTEM, comment=quoted)
        if moved:  # as one transaction: a vote whose outcome cannot be had is not cast
            self.ballots.pop()
            self.events.pop()
        return moved

    def _until(self, key: str) -> tuple[Reason, ...]:
        at = self.clock.due(key)
        return (Reason("play.not-running", {"timer": key}),) if at is None else self._wait(at)

    def _wait(self, until: datetime) -> tuple[Reason, ...]:
        """Time goes by; what is due on the way goes off, in due order."""
        if until.year > LAST_YEAR:
            return (Reason("play.too-far"),)
        for _ in range(MOST):
            coming = self.clock.coming
            if coming is None or coming.at > until:
                break
            self.now = max(self.now, coming.at)
            self._go_off(coming.timer)
        self.now = max(self.now, until)
        return ()

    def _go_off(self, timer: Timer) -> None:
        self.clock.go_off(timer, self.now)
        self.events.append(
            Event("timer", self.now, timer.key, timer.key, self.status, actions=timer.actions)
        )
        if timer.fire:  # a move the circuit does not allow any more: the timer has had its say
            self._move(timer.fire, self.situation(SYSTEM, {"comment": ""}), SYSTEM)
            self._go_on()


def _later(now: datetime, length: str) -> datetime:
    """As `duration` reads it; one it cannot read, or too long a one, is the end of time."""
    found = duration(length)
    if found is None or min(found.months, found.days, found.seconds) < 0:
        return now.replace(year=LAST_YEAR + 1)
    return add(now, found)
