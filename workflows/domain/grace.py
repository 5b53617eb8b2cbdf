"""How long a move may be taken back: its messages are held that long."""

from __future__ import annotations

from datetime import timedelta

from schemas.domain.conditions.dates import duration
from workflows.domain.circuit import Transition

#: What a bulk act leaves when the circuit says nothing (DEFINITIONS 5).
IN_BULK = timedelta(minutes=2)


def grace_of(transition: Transition) -> timedelta:
    """The `undo` of a move; nothing unless the circuit says so."""
    length = duration(transition.undo) if transition.undo else None
    if length is None:
        return timedelta(0)
    return timedelta(days=length.days, seconds=length.seconds)


def grace_in_bulk(transition: Transition) -> timedelta:
    """The same for a move made on many files at once: two minutes unless told."""
    return grace_of(transition) or IN_BULK
