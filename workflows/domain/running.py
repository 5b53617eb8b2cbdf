"""The deadlines that run on an invented request: armed, waited for, gone off, come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from workflows.domain.calendars import Calendar
from workflows.domain.circuit import Circuit
from workflows.domain.deadlines import Anchors, due
from workflows.domain.parts import Timer
from workflows.domain.past import Past

MOST: Final = 500
"""What may happen by itself in one step; publication refuses what would go round for ever."""


@dataclass(frozen=True, slots=True)
class Running:
    """One deadline."""

    timer: Timer
    turn: int
    """Which time it comes back; 0 the first."""
    at: datetime


@dataclass
class Clock:
    """What runs where the request stands."""

    calendars: Mapping[str, Calendar]
    running: dict[str, Running] = field(default_factory=dict)
    gone: set[tuple[str, datetime]] = field(default_factory=set)
    """Those that went off: the same deadline is never told twice."""
    anchors: Anchors | None = None

    @property
    def coming(self) -> Running | None:
        """The first to go off."""
        return min(self.running.values(), key=lambda one: (one.at, one.timer.key), default=None)

    def due(self, key: str) -> datetime | None:
        """When this one goes off; None when it does not run."""
        found = self.running.get(key)
        return found.at if found is not None else None

    def start(
        self, circuit: Circuit, past: Past, submitted: datetime | None, now: datetime
    ) -> None:
        """The request has come to another status: what ran there stops, what runs here begins.

        Once an answer was given, silence says nothing.
        """
        stay, pauses = past.stays[-1], past.pauses(circuit)
        completed = max((until for _since, until in pauses), default=None)
        first = past.first_arrival(stay.status)
        self.anchors = Anchors(stay.since, first, submitted, completed, pauses)
        self.running = {}
        for timer in circuit.timers_in(stay.status):
            if not (timer.silence and past.decided(circuit)):
                self._arm(timer, 0, now)

    def go_off(self, timer: Timer, now: datetime) -> None:
        """It has had its say; it may come back."""
        over = self.running.pop(timer.key)
        self.gone.add((timer.key, over.at))
        if timer.every:
            self._arm(timer, over.turn + 1, now)

    def _arm(self, timer: Timer, turn: int, now: datetime) -> None:
        """Let it run: at its `turn`-th repetition, or the first one that is not past."""
        if self.anchors is None:
            return
        for number in range(turn, turn + MOST):
            if number and (not timer.every or (timer.times and number >= timer.times)):
                return
            at = due(timer, self.anchors, self.calendars, number)
            if (number == 0 or at > now) and (timer.key, at) not in self.gone:
                self.running[timer.key] = Running(timer, number, at)
                return
