"""When a timer is due: counted on the clock of the authority's wall, kept in UTC.

« P15D » after 10 h 30 is 10 h 30 fifteen days later, also when the clocks changed meanwhile;
hours and minutes are counted as they pass. Under a calendar, days are working days: the first one
counted is the first working day after the anchor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from schemas.domain.conditions.dates import Duration, add, duration
from workflows.domain.parts import Timer

MOST_DAYS_LOOKED_AT = 366 * 20
"""A calendar closed for ever must not hang a worker."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days an authority works."""

    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    """Monday is 0."""
    closed: frozenset[date] = frozenset()
    zone: str = "Europe/Paris"

    def works_on(self, day: date) -> bool:
        """Whether `day` counts."""
        return day.weekday() in self.weekdays and day not in self.closed

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`."""
        for _ in range(MOST_DAYS_LOOKED_AT):
            if not count:
                return day
            day += timedelta(days=1)
            count -= self.works_on(day)
        raise NoWorkingDay(day)


class NoWorkingDay(ValueError):
    """The calendar has no working day within twenty years."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """The instants a timer may count from, all in UTC."""

    latest_arrival: datetime
    """The latest time the request came to the status."""
    first_arrival: datetime | None = None
    """The first time it ever did; the latest one when nobody says."""
    submitted: datetime | None = None

    def of(self, anchor: str) -> datetime:
        """The instant called `latest-arrival`, `first-arrival` or `submission`."""
        chosen = {"first-arrival": self.first_arrival, "submission": self.submitted}.get(anchor)
        return chosen or self.latest_arrival


PLAIN = Calendar()


def due(
    timer: Timer, anchors: Anchors, calendars: Mapping[str, Calendar] | None = None
) -> datetime:
    """The instant the timer goes off, in UTC.

    A calendar nobody knows counts Monday to Friday: late by a bank holiday is better than never.
    """
    length = duration(timer.after)
    if length is None:
        raise ValueError(timer.after)
    calendar = (calendars or {}).get(timer.calendar, PLAIN)
    start = anchors.of(timer.anchor).astimezone(ZoneInfo(calendar.zone))
    wall = start.replace(tzinfo=None)
    if timer.calendar:
        wall = datetime.combine(calendar.after(wall.date(), length.days), wall.time())
    else:
        wall = add(wall, Duration(length.months, length.days, 0))
    # An unmoved start keeps which of the two 2 h 30 of an October night it was.
    moved = start if wall == start.replace(tzinfo=None) else wall.replace(tzinfo=start.tzinfo)
    return moved.astimezone(UTC) + timedelta(seconds=length.seconds)
