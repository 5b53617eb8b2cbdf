"""How long a move may be taken back: its messages are held that long."""

from __future__ import annotations

from datetime import timedelta

from schemas.domain.conditions.dates import duration
from workflows.domain.circuit import Transition


def grace_of(transition: Transition) -> timedelta:
    """The `undo` of a move; nothing unless the circuit says so."""
    length = duration(transition.undo) if transition.undo else None
    if length is None:
        return timedelta(0)
    return timedelta(days=length.days, seconds=length.seconds)
