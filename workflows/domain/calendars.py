"""Which days count, and for whom: calendars as values, and where each of them holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

LONGEST_CLOSURE = 366 * 5
"""Days in a row; a calendar closed for ever must not hang a worker."""
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL = "working-days"
"""The authority's own; its first one when none bears this name."""
HERE = ""
"""Under this key: the plain calendar of the place a request is made for, its time zone above all.
No calendar of a document can have it."""

Span = tuple[date, date]


class NoWorkingDay(ValueError):
    """The calendar does not open for years on end."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an establishment stands, as far as calendars care; empty when nobody knows."""

    department: str = ""
    """« 35 », « 2A », « 974 »."""
    academy: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days an authority works, or a school is open."""

    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    """Monday is 0."""
    closed: tuple[Span, ...] = ()
    """First and last day of each closure, both included."""
    zone: str = "Europe/Paris"
    until: date | None = None
    """The last day its closures are known for."""
    stands_for: str = ""
    """Key of the calendar it takes the place of in some territories."""
    departments: frozenset[str] = frozenset()
    academies: frozenset[str] = frozenset()
    shut: frozenset[date] = field(init=False, repr=False, compare=False)
    """Every closed day."""

    def __post_init__(self) -> None:
        """Spread the closures once: deadlines ask day after day."""
        object.__setattr__(self, "shut", frozenset(_days(self.closed)))

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Calendar:
        """Read a definition of kind `calendar`."""
        place = document.get("for", {})
        until = document.get("known_until")
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
            date.fromisoformat(until) if until else None,
            place.get("calendar", ""),
            frozenset(place.get("departments", ())),
            frozenset(map(_folded, place.get("academies", ()))),
        )

    def works_on(self, day: date) -> bool:
        """Whether `day` counts."""
        return day.weekday() in self.weekdays and day not in self.shut

    def after(self, day: date, count: int, also_shut: Iterable[Span] = ()) -> date:
        """The `count`-th working day after `day`; those of `also_shut` do not count either."""
        paused = frozenset(_days(also_shut))
        idle = 0
        while count:
            day += timedelta(days=1)
            if day in paused:
                continue
            if self.works_on(day):
                count, idle = count - 1, 0
            else:
                idle += 1
            if idle > LONGEST_CLOSURE:
                raise NoWorkingDay(day)
        return day

    def covers(self, place: Place) -> bool:
        """Whether it holds at this place; one that says no place holds nowhere in particular."""
        if place.department and place.department in self.departments:
            return True
        return bool(place.academy) and _folded(place.academy) in self.academies


def at(place: Place, known: Mapping[str, Calendar]) -> dict[str, Calendar]:
    """The calendars as they hold at one place, by the key circuits name them by.

    A calendar that covers the place stands for the one it says; its time zone is the place's.
    """
    here = [(key, c) for key, c in known.items() if c.stands_for and c.covers(place)]
    # Alsace-Moselle is a part of an academy: what names the department speaks last.
    own = sorted(here, key=lambda each: (place.department in each[1].departments, each[0]))
    found = {**known, **{calendar.stands_for: calendar for _key, calendar in own}}
    plain = (calendar for calendar in known.values() if not calendar.stands_for)
    usual = known.get(USUAL) or next(plain, PLAIN)
    zone = own[0][1].zone if own else usual.zone
    return {USUAL: usual, **found, HERE: Calendar(usual.weekdays, (), zone)}


def _days(spans: Iterable[Span]) -> Iterable[date]:
    for first, last in spans:
        for step in range(min((last - first).days, LONGEST_CLOSURE) + 1):
            yield first + timedelta(days=step)


def _folded(name: str) -> str:
    """« La Réunion », « la reunion »: names of academies are written in many ways."""
    letters = unicodedata.normalize("NFD", name.casefold()).encode("ascii", "ignore").decode()
    return "".join(filter(str.isalnum, letters))


PLAIN = Calendar()
