"""When a timer is due: counted on the clock of the authority's wall, kept in UTC.

« P15D » after 10 h 30 is 10 h 30 fifteen days later, also when the clocks changed meanwhile;
hours and minutes are counted as they pass. Under a calendar, days are working days: the first one
counted is the first working day after the anchor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from schemas.domain.conditions.dates import Duration, add, duration
from workflows.domain.parts import Timer

LONGEST_CLOSURE = 366 * 5
"""Days in a row; a calendar closed for ever must not hang a worker."""
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days an authority works."""

    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    """Monday is 0."""
    closed: tuple[tuple[date, date], ...] = ()
    """First and last day of each closure, both included."""
    zone: str = "Europe/Paris"

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Calendar:
        """Read a definition of kind `calendar`."""
        return cls(
            frozenset(WEEK.index(day) for day in document["working_days"]),
            tuple(
                (
                    date.fromisoformat(each.get("date") or each["from"]),
                    date.fromisoformat(each.get("date") or each["to"]),
                )
                for each in document["closed"]
            ),
            document["time_zone"],
        )

    def works_on(self, day: date) -> bool:
        """Whether `day` counts."""
        within = (first <= day <= last for first, last in self.closed)
        return day.weekday() in self.weekdays and not any(within)

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`."""
        idle = 0
        while count:
            day += timedelta(days=1)
            if self.works_on(day):
                count, idle = count - 1, 0
            else:
                idle += 1
            if idle > LONGEST_CLOSURE:
                raise NoWorkingDay(day)
        return day


class NoWorkingDay(ValueError):
    """The calendar does not open for years on end."""


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

    A calendar nobody knows, or that never opens, counts Monday to Friday: early by a bank holiday
    is better than never, and no move fails for a calendar.
    """
    length = duration(timer.after)
    if length is None:
        raise ValueError(timer.after)
    calendar = (calendars or {}).get(timer.calendar, PLAIN)
    start = anchors.of(timer.anchor).astimezone(ZoneInfo(calendar.zone))
    wall = start.replace(tzinfo=None)
    if timer.calendar:
        try:
            day = calendar.after(wall.date(), length.days)
        except NoWorkingDay:
            day = PLAIN.after(wall.date(), length.days)
        wall = datetime.combine(day, wall.time())
    else:
        wall = add(wall, Duration(length.months, length.days, 0))
    # An unmoved start keeps which of the two 2 h 30 of an October night it was.
    moved = start if wall == start.replace(tzinfo=None) else wall.replace(tzinfo=start.tzinfo)
    return moved.astimezone(UTC) + timedelta(seconds=length.seconds)
