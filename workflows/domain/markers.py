"""The stack of markers: which statuses a request came through, so that it may step back.

A forward move pushes the status it leaves, unless that status waits for the applicant, is
automatic, a draft or an end. Then any move, forward or back, that arrives in a status already on
the stack cuts the stack from there: so the stack never holds a status twice, nor the one the
request stands in.
"""

from __future__ import annotations

from collections.abc import Sequence

from workflows.domain.circuit import Status

Markers = tuple[str, ...]


def after_move(markers: Sequence[str], left: Status, arrived: str, *, forward: bool) -> Markers:
    """The stack once the request has gone from `left` to `arrived`."""
    stack = (*markers, left.key) if forward and left.marks else tuple(markers)
    return stack[: stack.index(arrived)] if arrived in stack else stack


def previous(markers: Sequence[str]) -> str | None:
    """Where `$previous` leads: the top of the stack, or nowhere when it is empty."""
    return markers[-1] if markers else None
