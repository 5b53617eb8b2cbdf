"""What a request has come through, as deadlines look at it: stays, pauses, the complete file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from workflows.domain.circuit import Circuit, Kind

Pause = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Stay:
    """Some time in one status; the last one has no end yet."""

    status: str
    since: datetime
    until: datetime | None = None
    kind: str = ""
    """As it was then; empty when nobody wrote it down."""

    def is_a(self, kind: Kind, circuit: Circuit) -> bool:
        """Whether the status is of this kind: as it was then, else as the circuit says."""
        known = circuit.status.get(self.status)
        return self.kind == kind if self.kind else known is not None and known.kind is kind


@dataclass(frozen=True, slots=True)
class Walked:
    """One move, as the journal keeps it."""

    kind_left: str
    to: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """The stays of one request, the oldest first; what was taken back is not among them."""

    stays: tuple[Stay, ...] = ()

    @classmethod
    def of(cls, moves: Iterable[Walked]) -> Past:
        """From its moves, in their order."""
        found = cls()
        for move in moves:
            found = found.then(move.to, move.at, move.kind_left)
        return found

    def then(self, status: str, at: datetime, kind_left: str = "") -> Past:
        """The same, gone on to `status`."""
        over = (replace(self.stays[-1], until=at, kind=kind_left),) if self.stays else ()
        return Past((*self.stays[:-1], *over, Stay(status, at)))

    def first_arrival(self, status: str) -> datetime | None:
        """When it first came to a status."""
        return next((stay.since for stay in self.stays if stay.status == status), None)

    def pauses(self, circuit: Circuit) -> tuple[Pause, ...]:
        """The times it waited for its applicant, those that are over."""
        return tuple(
            (stay.since, stay.until)
            for stay in self.stays
            if stay.until is not None and stay.is_a(Kind.WAITING_USER, circuit)
        )

    def decided(self, circuit: Circuit) -> bool:
        """Whether an answer was ever given: silence says nothing any more."""
        return any(stay.is_a(Kind.FINAL, circuit) for stay in self.stays)
