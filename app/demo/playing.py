"""Plays the stories: each act by its person, at its instant, and what the house does of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from app.demo.cast import Person
from app.demo.doing import ACTS, Hands
from app.demo.script import Story, Timed
from core import clock, running
from core.clock import PARIS
from core.database import session, unit_of_work
from registry import queries as registry
from schemas import queries as schemas
from workflows.operations import timing

#: Acts closer than this are followed by one turn of the worker, as a real one would take them.
BREATH = timedelta(minutes=15)
#: When the clock of the house rings its timers, in the demonstration's past.
RINGS_AT = 7


class Player:
    """One performance of the stories."""

    def __init__(self, stories: Sequence[Story], people: Mapping[str, Person]) -> None:
        self._stories = stories
        self._hands = Hands(stories, people)
        self._rung: datetime | None = None

    def play(self, acts: Sequence[Timed], end: datetime) -> None:
        """All of them, the jobs they cause, and the timers of each morning between."""
        _reach_the_disk(now=False)
        held = self._at_hand()
        for one, following in zip(acts, [*acts[1:], None], strict=True):
            self._mornings(one.at)
            with clock.at(one.at):
                with unit_of_work():
                    self._do(one)
                if following is None or following.at - one.at > BREATH:
                    running.run_all()
        self._mornings(end)
        with clock.at(end):
            running.run_all()
        _reach_the_disk(now=True)
        del held

    def _at_hand(self) -> list[Any]:
        """What nearly every act reads: the session does not ask twice for what is held."""
        found: list[Any] = []
        for kind in ("form", "workflow", "service"):
            found += schemas.live_all(kind)
        for code in sorted({story.school for story in self._stories}):
            found.append(registry.record_by_code("etablissement", code))
        return found

    def _do(self, one: Timed) -> None:
        actor = self._hands.actor(one.act.who)
        ACTS[one.act.do](self._hands, actor, one.story, **one.act.more)

    def _mornings(self, until: datetime) -> None:
        """Ring the timers once for every day that has passed."""
        if self._rung is None:
            self._rung = _morning(until)
        while self._rung + timedelta(days=1) <= until:
            self._rung += timedelta(days=1)
            with clock.at(self._rung):
                with unit_of_work():
                    timing.sweep()
                running.run_all()


def _reach_the_disk(*, now: bool) -> None:
    """Thousands of small transactions need not reach the disk one by one."""
    with unit_of_work():
        session.execute(text(f"SET synchronous_commit TO {'on' if now else 'off'}"))


def _morning(moment: datetime) -> datetime:
    local = moment.astimezone(PARIS)
    return local.replace(hour=RINGS_AT, minute=0, second=0, microsecond=0)
