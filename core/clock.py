"""The one place that asks what time it is, so that tests and trials may hold it still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

_held: ContextVar[datetime | None] = ContextVar("held_instant", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _held.get() or datetime.now(UTC)


def today(zone: ZoneInfo = PARIS) -> date:
    """The date on the wall of the authority (metropolitan France unless told otherwise)."""
    return now().astimezone(zone).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock still at `moment` in this block: the demonstration's past, and tests."""
    if moment.tzinfo is None:
        message = "an instant without a zone is no instant"
        raise ValueError(message)
    token = _held.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)
