"""The « guide d’instruction »: the levels of a circuit in order, done, current and to come.

A status with a `level` has its cell for ever. One without (draft, correction, end) appears only
while the request stands in it, at the place where it interrupts the levels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflows.domain.circuit import Circuit, Status
from workflows.domain.votes import Ballot, Choice


class CellState(StrEnum):
    """How a cell is drawn."""

    DONE = "done"
    CURRENT = "current"
    TO_COME = "to-come"
    SKIPPED = "skipped"
    """Behind us, but this request never had to stop there."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One vote of a parallel status, cast or awaited."""

    function: str
    label: str
    ballot: Ballot | None
    weight: int | None = None
    """What this vote counts for; None where each counts for one."""
    veto: bool = False
    """Whether a rejection from here decides at once."""

    @property
    def choice(self) -> Choice | None:
        """What was said, None while it is awaited."""
        return self.ballot.choice if self.ballot else None


@dataclass(frozen=True, slots=True)
class Cell:
    """One chevron."""

    status: Status
    state: CellState
    seats: tuple[Seat, ...] = ()


def ribbon(
    circuit: Circuit,
    current: str,
    markers: Sequence[str] = (),
    ballots: Iterable[Ballot] = (),
) -> tuple[Cell, ...]:
    """The cells in order for a request standing in `current`."""
    here = circuit.status[current]
    cast = {ballot.function: ballot for ballot in ballots}
    levels = sorted((s for s in circuit.statuses if s.level is not None), key=_level)
    cells = [_cell(circuit, s, _state(s, here, markers), cast) for s in levels]
    if here.level is None:
        cells.insert(_gap(cells, here), _cell(circuit, here, CellState.CURRENT, cast))
    return tuple(cells)


def _level(status: Status) -> int:
    return status.level or 0


def _state(status: Status, here: Status, markers: Sequence[str]) -> CellState:
    if status.key == here.key:
        return CellState.CURRENT
    if status.key in markers:
        return CellState.DONE
    behind = here.is_final or (here.level is not None and _level(status) < here.level)
    return CellState.SKIPPED if behind else CellState.TO_COME


def _gap(cells: Sequence[Cell], here: Status) -> int:
    """Where an unlevelled status stands: after the end for an end, else after what is done."""
    if here.is_final:
        return len(cells)
    return max((i for i, c in enumerate(cells, 1) if c.state is CellState.DONE), default=0)


def _cell(circuit: Circuit, status: Status, state: CellState, cast: dict[str, Ballot]) -> Cell:
    votes = status.parallel
    if votes is None:
        return Cell(status, state)
    shown = cast if state is CellState.CURRENT else {}
    return Cell(
        status,
        state,
        tuple(
            Seat(
                key,
                circuit.functions[key].label if key in circuit.functions else key,
                shown.get(key),
                votes.weight(key) if votes.weighted else None,
                key in votes.veto,
            )
            for key in votes.seats
        ),
    )
