"""What is asked about the time requests take: which ones, which days, counted how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from core.clock import PARIS
from core.errors import BadInput

CALENDAR, WORKING = "calendaires", "ouvres"
#: Days looked back over when nobody says.
USUAL = 90
#: Years one look may span.
LONGEST = timedelta(days=366 * 3)
#: Ages of what waits, in days: up to each of these, then beyond.
AGES = (7, 15, 30, 60)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One look."""

    since: date
    until: date
    """Both included."""
    service: str = ""
    circuit: str = ""
    counted: str = CALENDAR

    @classmethod
    def of(cls, args: Mapping[str, str], today: date) -> Wanted:
        """Read the address; days that make no sense are refused."""
        until = _day(args.get("au", ""), today)
        since = _day(args.get("du", ""), until - timedelta(days=USUAL))
        counted = args.get("jours", CALENDAR) or CALENDAR
        if since > until or until - since > LONGEST or counted not in {CALENDAR, WORKING}:
            raise BadInput
        return cls(since, until, args.get("service", ""), args.get("circuit", ""), counted)

    @property
    def start(self) -> datetime:
        """The first instant of the period, on the wall of the authority."""
        return datetime.combine(self.since, time(), PARIS)

    @property
    def end(self) -> datetime:
        """The first instant behind it."""
        return datetime.combine(self.until + timedelta(days=1), time(), PARIS)

    def before(self) -> Wanted:
        """The period of the same length just before."""
        length = self.until - self.since + timedelta(days=1)
        since, until = self.since - length, self.until - length
        return Wanted(since, until, self.service, self.circuit, self.counted)

    def params(self) -> dict[str, Any]:
        """As the query string of the page."""
        found = {
            "service": self.service,
            "circuit": self.circuit,
            "jours": "" if self.counted == CALENDAR else self.counted,
        }
        days = {"du": self.since.isoformat(), "au": self.until.isoformat()}
        return {name: value for name, value in found.items() if value} | days


@dataclass(frozen=True, slots=True)
class Spent:
    """Stays that ended in the period, together."""

    key: str
    """« circuit:status », or the label of a function."""
    count: int
    median: float
    slow: float
    """Nine stays out of ten were not longer."""
    total: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """What stands in one status now, by age."""

    key: str
    """« circuit:status »."""
    ages: tuple[int, ...]
    """As many numbers as there are spans of `AGES`, and one for what is older."""
    late: int
    oldest: float
    """Days since the arrival of the one that has been there longest."""

    @property
    def count(self) -> int:
        """All of them."""
        return sum(self.ages)


def slowest(found: Iterable[Spent], least: int = 3) -> Spent | None:
    """Where requests stay longest, among the stays there are enough of to say so."""
    known = [spent for spent in found if spent.count >= least]
    return max(known, key=lambda spent: spent.median, default=None)


def _day(text: str, usual: date) -> date:
    if not text:
        return usual
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput from error
