"""The one file that knows the `transitions` package: it decides every move of every circuit.

One `Machine` per published version, kept by hash, never bound to a model (`add_model` resets what
it is given and keeps it alive). Callbacks are our own objects: a string would be looked up,
imported and called by the library. Events bear a prefix no key of a document can have, so that
none meets an attribute of the subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, Protocol

from transitions import EventData, Machine

from core.kept import Kept
from schemas.domain.conditions import Reason
from workflows.domain.circuit import PREVIOUS, Circuit, Transition
from workflows.domain.decision import Decision, Offered, Refused, Situation, decide, decide_now
from workflows.domain.markers import Markers, after_move, previous
from workflows.errors import MoveRefused

EVENT = "move:"


class Moving(Protocol):
    """What a move changes: the light head of a request."""

    status: str
    markers: Sequence[str]


@dataclass(slots=True)
class Subject:
    """A head held in memory, for those who write the row themselves."""

    status: str
    markers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A move that was made."""

    transition: Transition
    left: str
    to: str
    markers: Markers
    """The stack after the move."""

    @property
    def direction(self) -> str:
        """`forward` or `back`."""
        return self.transition.direction


@dataclass(slots=True)
class _Attempt:
    """What travels through the library with one event."""

    situation: Situation
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class _PreviousIs:
    """Condition: `$previous` means this very status."""

    status: str

    def __call__(self, event: EventData) -> bool:
        subject: Any = event.model
        return previous(subject.markers) == self.status


@dataclass(frozen=True, slots=True)
class _Allowed:
    """Condition: function, four eyes, guard, checks and comment are as the circuit asks."""

    circuit: Circuit
    key: str

    def __call__(self, event: EventData) -> bool:
        arguments: Any = event.args
        attempt: _Attempt = arguments[0]
        attempt.decision = decide_now(self.circuit, self.key, attempt.situation)
        return isinstance(attempt.decision, Offered)

    def __repr__(self) -> str:
        return f"<allowed {self.key}>"


@dataclass(frozen=True, slots=True)
class _Mark:
    """Before the status changes: the stack of markers as it will be."""

    circuit: Circuit
    forward: bool

    def __call__(self, event: EventData) -> None:
        subject: Any = event.model
        trodden: Any = event.transition
        left = self.circuit.status[trodden.source]
        subject.markers = after_move(subject.markers, left, trodden.dest, forward=self.forward)

    def __repr__(self) -> str:
        return "<mark>"


class Bridge:
    """A circuit that can be walked."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self._ready: set[tuple[str, str]] = set()
        self._readying = Lock()
        self._machine = Machine(
            model=None,
            states=[status.key for status in circuit.statuses],
            initial=None,
            transitions=list(_rows(circuit)),
            auto_transitions=False,
            send_event=True,
            queued=False,
            model_attribute="status",
        )
        marked = {status.key for status in circuit.statuses if status.marks}
        self._leaving = {
            status.key: tuple(
                dict.fromkeys(
                    t.key
                    for t in circuit.leaving(status.key)
                    if t.to != PREVIOUS or marked - {status.key}
                )
            )
            for status in circuit.statuses
        }

    def offered(self, situation: Situation) -> tuple[Decision, ...]:
        """Every move out of the present status that is meant for whoever asks, with its reasons."""
        return tuple(
            decide(self.circuit, key, situation)
            for key in self._leaving.get(situation.status, ())
            if self._meant_for(key, situation)
        )

    def decide(self, key: str, situation: Situation) -> Decision:
        """Whether one move would be made, comment included (dry runs)."""
        return decide_now(self.circuit, key, situation)

    def next_automatic(self, situation: Situation) -> str | None:
        """The move the engine makes at once out of an automatic status; None anywhere else.

        `situation` is the engine's (`as_system`).
        """
        for transition in self.circuit.automatic_from(situation.status):
            if isinstance(decide(self.circuit, transition.key, situation), Offered):
                return transition.key
        return None

    def fire(self, subject: Moving, key: str, situation: Situation) -> Move:
        """Make the move on `subject`, or raise `MoveRefused` and leave it as it was."""
        left, markers = subject.status, subject.markers
        if left != situation.status or tuple(markers) != tuple(situation.markers):
            raise MoveRefused(Refused(key, (Reason("move.stale"),)))
        self._ready_back(left, previous(markers))
        event = self._machine.events.get(EVENT + key)
        if event is None or left not in event.transitions:
            raise MoveRefused(_refused(self.decide(key, situation)))
        attempt = _Attempt(situation)
        try:
            made = event.trigger(subject, attempt)
        except BaseException:
            # The library leaves a half-made move behind; the caller's transaction undoes the rest.
            subject.status, subject.markers = left, markers
            raise
        if not made:
            raise MoveRefused(_refused(attempt.decision or self.decide(key, situation)))
        return Move(self.circuit.transition[key], left, subject.status, tuple(subject.markers))

    def _ready_back(self, source: str, dest: str | None) -> None:
        """Compile the steps back from one status to another when they are first met: a large
        circuit has tens of thousands of them, and its requests see a handful."""
        if dest is None or (source, dest) in self._ready:
            return
        with self._readying:
            if (source, dest) not in self._ready:
                self._machine.add_transitions(list(_rows_back(self.circuit, source, dest)))
                self._ready.add((source, dest))

    def _meant_for(self, key: str, situation: Situation) -> bool:
        transition = self.circuit.transition[key]
        return transition.for_system if situation.as_system else transition.for_people


def _refused(decision: Decision) -> Refused:
    """The machine said no: so must the reasons. That they disagree is a defect, never a pass."""
    if isinstance(decision, Refused):
        return decision
    return Refused(decision.transition.key, (Reason("move.not-from-here", {"status": ""}),))


def _rows(circuit: Circuit) -> Iterator[dict[str, Any]]:
    """The table the library is given: a row per source of each move that leads to one status."""
    for transition in circuit.transitions:
        if transition.to == PREVIOUS:
            continue
        for source in transition.sources:
            yield _row(circuit, transition, source, transition.to)


def _rows_back(circuit: Circuit, source: str, dest: str) -> Iterator[dict[str, Any]]:
    """The steps back out of a status that lead to another one, which has to mark the way."""
    if dest in circuit.previous_of(source):
        for transition in circuit.leaving(source):
            if transition.to == PREVIOUS:
                yield _row(circuit, transition, source, dest)


def _row(circuit: Circuit, transition: Transition, source: str, dest: str) -> dict[str, Any]:
    allowed = _Allowed(circuit, transition.key)
    back = transition.to == PREVIOUS
    return {
        "trigger": EVENT + transition.key,
        "source": source,
        "dest": dest,
        "conditions": [_PreviousIs(dest), allowed] if back else [allowed],
        "before": [_Mark(circuit, forward=transition.direction == "forward")],
    }


_kept: Final[Kept[str, Bridge]] = Kept(256)


def machine_for(document: Mapping[str, Any], sha: str) -> Bridge:
    """The bridge of a published version, built once per process and kept by its hash."""
    return _kept.of(sha, lambda: Bridge(Circuit.of(document)))
