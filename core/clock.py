"""The one place that asks what time it is, so that tests and trials may hold it still."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: ZoneInfo = PARIS) -> date:
    """The date on the wall of the authority (metropolitan France unless told otherwise)."""
    return now().astimezone(zone).date()
