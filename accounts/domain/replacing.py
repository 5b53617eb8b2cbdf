"""Standing in for somebody between two days: what may be said, and for how long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

#: Permission without which a seat in a group opens nothing, as `catalogue` calls it (A-17): whoever
#: is replaced and whoever replaces must each hold it.
WORK: Final = "requests:process"
#: Permission of those who may name a stand-in for others at a place, as `catalogue` calls it.
SUPERVISE: Final = "requests:supervise"
LONGEST: Final = timedelta(days=366)
MOST_AT_ONCE: Final = 50


def latest_end(begins: date) -> date:
    """The last day a replacement that begins then may have."""
    return begins + LONGEST


def narrower(seat: str, asked: str) -> str | None:
    """Where a seat at one place and a replacement at another meet; None when nowhere."""
    if _within(asked, seat):
        return asked
    return seat if _within(seat, asked) else None


def within_one_of(path: str, roots: Iterable[str]) -> bool:
    """Whether a place lies at or under one of these."""
    return any(_within(path, root) for root in roots)


def _within(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip("/") + "/")
