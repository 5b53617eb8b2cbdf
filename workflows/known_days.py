"""Calendars whose closures are known up to a day only: past it every day of the week would count,
and deadlines would fall too soon without anybody being told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask import has_app_context

from core import clock
from core.i18n import _
from core.problems import Problem
from core.saying import day
from schemas import queries as schemas
from workflows.domain.circuit import Circuit

#: Deadlines are counted so far ahead: a calendar that ends sooner is told of.
AHEAD: Final = timedelta(days=180)
CODE: Final = "circuit.calendar-ends"


@dataclass(frozen=True, slots=True)
class Ending:
    """A calendar, or those of territories that stand for it, whose days are soon unknown."""

    key: str
    #: « Jours d’école (zone B) », the one that ends first; and how many others do.
    title: str
    others: int
    until: date

    @property
    def words(self) -> str:
        """The first of them by name, the others counted."""
        if not self.others:
            return self.title
        return _("%(title)s (et %(num)s autres)", title=self.title, num=self.others)

    @property
    def day(self) -> str:
        """« dimanche 30 août 2026 »."""
        return day(self.until)


def endings(keys: Collection[str]) -> list[Ending]:
    """Those of these calendars that end within half a year, the first one first."""
    return sorted(_found(set(keys)), key=lambda each: (each.until, each.key))


def _found(keys: Collection[str]) -> Iterator[Ending]:
    limit = clock.today() + AHEAD
    for key in keys:
        ends = sorted(
            (date.fromisoformat(version.body["known_until"]), str(version.body["title"]))
            for version in schemas.live_all("calendar")
            if key in {version.key, version.body.get("for", {}).get("calendar")}
            and "known_until" in version.body
        )
        soon = [(until, title) for until, title in ends if until < limit]
        if soon:
            yield Ending(key, soon[0][1], len(soon) - 1, soon[0][0])


def advice(circuit: Circuit) -> Iterator[Problem]:
    """What whoever draws a circuit should know of the days its delays count.

    Nothing for a document judged outside of a house (`preau definitions check`), which has none.
    """
    if not has_app_context():
        return
    known = {each.key: each for each in endings({t.calendar for t in circuit.timers if t.calendar})}
    for at, timer in enumerate(circuit.timers):
        if (found := known.get(timer.calendar)) is not None:
            params = {"calendar": found.words, "day": found.day}
            yield Problem(f"/timers/{at}/calendar", CODE, params)
