"""What happens to one request, as a list of acts, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from core.clock import PARIS

FIRST_HOUR, LAST_HOUR = 8, 17
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Act:
    """One thing somebody does, some days after the one before."""

    wait: float
    who: str
    do: str
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """A request from its first page to where it stands now."""

    service: str
    school: str
    acts: Sequence[Act]
    #: Days since the last act: few for what is waiting, any number for what is over.
    since: float


@dataclass(frozen=True, slots=True)
class Timed:
    """An act at its instant."""

    at: datetime
    story: int
    act: Act


def act(wait: float, who: str, do: str, **more: Any) -> Act:
    """Write an act in one line."""
    return Act(wait, who, do, more)


def timed(stories: Sequence[Story], opening: datetime, end: datetime, rng: Random) -> list[Timed]:
    """All acts of all stories, in the order they happened."""
    found: list[Timed] = []
    for number, story in enumerate(stories):
        moments = _moments(story, opening, end, rng)
        found += [Timed(m, number, a) for m, a in zip(moments, story.acts, strict=True)]
    return sorted(found, key=lambda one: (one.at, one.story))


def _moments(story: Story, opening: datetime, end: datetime, rng: Random) -> list[datetime]:
    """Working hours only; a story that would end in the future begins earlier."""
    waits = [one.wait * rng.uniform(0.8, 1.2) for one in story.acts]
    begin = end - timedelta(days=sum(waits) + story.since)
    while True:
        begin = max(begin, opening)
        found = _walked(waits, begin)
        if found[-1] < end:
            return found
        if begin > opening:
            begin -= timedelta(days=1)
        else:
            waits = [wait * 0.9 for wait in waits]


def _walked(waits: Sequence[float], begin: datetime) -> list[datetime]:
    found: list[datetime] = []
    place = begin
    for wait in waits:
        place = _at_work(place + timedelta(days=wait))
        if found and place <= found[-1]:
            place = found[-1] + timedelta(minutes=4)
        found.append(place)
    return found


def _at_work(moment: datetime) -> datetime:
    """The same moment, or the next working hour."""
    local = moment.astimezone(PARIS)
    if local.hour < FIRST_HOUR:
        local = local.replace(hour=FIRST_HOUR)
    elif local.hour >= LAST_HOUR:
        local = (local + timedelta(days=1)).replace(hour=FIRST_HOUR + local.minute % 5)
    while local.weekday() >= _SATURDAY:
        local += timedelta(days=1)
    return local
