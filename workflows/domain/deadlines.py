"""When a timer is due: counted on the clock of the establishment's wall, kept in UTC.

« P15D » after 10 h 30 is 10 h 30 fifteen days later, also when the clocks changed meanwhile;
hours and minutes are counted as they pass. Under a calendar, days are working days: the first one
counted is the first working day after the anchor. A timer that moves the request, and counts in
days or longer, lasts until the end of its last day: who reads « jusqu’au 28 novembre » has all of
that day. Corrections stop the clock of silence, or start it anew (`Timer.corrections`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schemas.domain.conditions.dates import Duration, add, duration
from workflows.domain.calendars import HERE, PLAIN, Calendar, NoWorkingDay, Span
from workflows.domain.parts import Timer
from workflows.domain.past import Pause

__all__ = ["Anchors", "Calendar", "NoWorkingDay", "due"]

LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Anchors:
    """The instants a timer may count from, all in UTC."""

    latest_arrival: datetime
    """The latest time the request came to the status."""
    first_arrival: datetime | None = None
    """The first time it ever did; the latest one when nobody says."""
    submitted: datetime | None = None
    completed: datetime | None = None
    """When the applicant last gave what was asked for; None when nothing was."""
    pauses: tuple[Pause, ...] = ()
    """The times the request waited for its applicant."""

    def of(self, anchor: str) -> datetime:
        """The instant called `latest-arrival`, `first-arrival`, `submission`, `complete-file`."""
        chosen = {
            "first-arrival": self.first_arrival,
            "submission": self.submitted,
            "complete-file": self.completed or self.submitted,
        }.get(anchor)
        return chosen or self.latest_arrival

    def start(self, timer: Timer) -> datetime:
        """Where the clock of this timer begins: anew at the complete file if it says so."""
        start = self.of(timer.anchor)
        if timer.corrections == "restart" and self.completed is not None:
            return max(start, self.completed)
        return start

    def stopped(self, timer: Timer) -> tuple[Pause, ...]:
        """The times that do not count for this timer."""
        if timer.corrections != "suspend":
            return ()
        start = self.start(timer)
        return tuple((max(since, start), until) for since, until in self.pauses if until > start)


def due(
    timer: Timer,
    anchors: Anchors,
    calendars: Mapping[str, Calendar] | None = None,
    turn: int = 0,
) -> datetime:
    """The instant the timer goes off, in UTC; at its `turn`-th repetition when it has any.

    A calendar nobody knows, or that never opens, counts Monday to Friday: early by a bank holiday
    is better than never, and no move fails for a calendar.
    """
    known = calendars or {}
    length = _length(timer, turn)
    calendar = known.get(timer.calendar, PLAIN)
    zone = ZoneInfo(known.get(HERE, calendar).zone)
    start = anchors.start(timer).astimezone(zone)
    pauses = [(a.astimezone(zone), b.astimezone(zone)) for a, b in anchors.stopped(timer)]
    if not (length.months or length.days):
        lost = sum((b - a for a, b in pauses), timedelta())
        return start.astimezone(UTC) + timedelta(seconds=length.seconds) + lost
    wall = start.replace(tzinfo=None)
    if timer.calendar:
        day = _working(calendar, wall.date(), length.days, pauses)
        wall = datetime.combine(day, wall.time())
    else:
        lost = timedelta(days=sum((b.date() - a.date()).days for a, b in pauses))
        wall = add(wall, Duration(length.months, length.days, 0)) + lost
    if timer.whole_days and not length.seconds:
        wall = datetime.combine(wall.date(), LAST_SECOND)
    # An unmoved start keeps which of the two 2 h 30 of an October night it was.
    moved = start if wall == start.replace(tzinfo=None) else wall.replace(tzinfo=zone, fold=0)
    return moved.astimezone(UTC) + timedelta(seconds=length.seconds)


def _length(timer: Timer, turn: int) -> Duration:
    length = duration(timer.after)
    if length is None:
        raise ValueError(timer.after)
    every = duration(timer.every) if turn else None
    if every is None:
        return length
    return Duration(
        length.months + turn * every.months,
        length.days + turn * every.days,
        length.seconds + turn * every.seconds,
    )


def _working(calendar: Calendar, day: date, count: int, pauses: Sequence[Pause]) -> date:
    """The day a request waits for its applicant counts, those that follow do not."""
    shut = [_lost(a, b) for a, b in pauses if b.date() > a.date()]
    try:
        return calendar.after(day, count, shut)
    except NoWorkingDay:
        return PLAIN.after(day, count, shut)


def _lost(since: datetime, until: datetime) -> Span:
    return since.date() + timedelta(days=1), until.date()
