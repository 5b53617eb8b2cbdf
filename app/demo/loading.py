"""Loads the demonstration once: ground, people, then the months they have lived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select, update

from app.demo.beside import set_beside
from app.demo.cast import PEOPLE, Person
from app.demo.crowd import crowd
from app.demo.echoes import retell
from app.demo.playing import Player
from app.demo.script import timed
from app.demo.settling import settle
from app.demo.signs import accounts_in_words
from app.demo.stories import stories
from app.settings import DEMO_UNDER_WAY
from catalogue import queries as catalogue
from core import clock, jobs, running
from core.actor import HOUSE
from core.clock import PARIS
from core.database import session, unit_of_work
from core.models import Job
from documents.operations import MAKE_LETTER
from documents.storage import storage
from registry import queries as registry

SEED = 20260901
#: The works service opens on this day: nothing can be filed before.
OPENING = datetime(2026, 9, 1, 7, 30, tzinfo=PARIS)
#: On a larger scale, so many are played act by act; the others are their echoes.
PLAYED = 200
#: How long the demonstration has lived.
LIVED = timedelta(days=80)
#: A letter takes a program of its own: they are left to the worker, one every few seconds.
LETTER_EVERY = timedelta(seconds=4)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load made."""

    people: int
    requests: int


def load(
    accounts_file: Path,
    scale: int | None = None,
    say: Callable[[str], None] = print,
    played: int = PLAYED,
) -> Loaded:
    """The whole demonstration. A second load finds it there and changes nothing.

    A load that was killed leaves a mark: the next one plays the stories again, so that nothing is
    missing, at the price of a few that were already told.
    """
    mark = accounts_file.with_name(DEMO_UNDER_WAY)
    cut_short = mark.exists()
    accounts_file.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    rng = Random(SEED)  # noqa: S311 – the same stories every time, nothing secret
    end = max(datetime.now(UTC), OPENING + LIVED)
    opening = max(OPENING, end - LIVED)
    with clock.at(opening - timedelta(days=7)), unit_of_work():
        new = settle()
        more = crowd(scale, _schools(), rng) if scale else []
        new += settle(more) if more else []
        empty = cut_short or catalogue.no_request_yet()
    people = [*PEOPLE, *more]
    if empty:
        say("  les personnes sont là ; elles écrivent leurs demandes…")
        told = _play(people, min(scale, played) if scale else None, opening, end, rng)
        if scale:
            told += retell(scale - told, rng, storage(), say)
    words = accounts_in_words(PEOPLE)
    if not accounts_file.exists() or accounts_file.read_text(encoding="utf-8") != words:
        accounts_file.write_text(words, encoding="utf-8")
    mark.unlink(missing_ok=True)
    return Loaded(len(new), told if empty else 0)


def _play(
    people: list[Person], count: int | None, opening: datetime, end: datetime, rng: Random
) -> int:
    applicants = tuple((p.key, code) for p in people for code in p.schools)
    told = stories(count, rng, applicants)
    acts = timed(told, opening, end, rng)
    maker = jobs.runner(MAKE_LETTER, _later)
    try:
        known = {person.key: person for person in people}
        Player(told, known).play(acts, end)
        with clock.at(end):
            with unit_of_work():
                set_beside(known)
            running.run_all()
    finally:
        if maker is not None:
            jobs.runner(MAKE_LETTER, maker)
    _release_letters()
    return len(told)


def _later(_job: jobs.Taken) -> None:
    raise jobs.PutOff(LIVED.total_seconds() * 2, "the worker makes the letters")


def _release_letters() -> None:
    """The newest first, a few seconds apart: whoever looks finds the latest ones made."""
    with unit_of_work():
        waiting = session.scalars(
            select(Job.id)
            .where(Job.kind == MAKE_LETTER, Job.done_at.is_(None))
            .order_by(Job.id.desc())
        ).all()
        now = clock.now()
        for place, job_id in enumerate(waiting):
            session.execute(
                update(Job)
                .where(Job.id == job_id)
                .values(available_at=now + place * LETTER_EVERY, tries=0, error=None)
            )


def _schools() -> list[str]:
    """Codes of the public collèges and lycées, in a steady order."""
    found: list[str] = []
    for kind in ("college", "lycee"):
        cursor: str | None = None
        while True:
            page = registry.list_records(
                HOUSE, "etablissement", filters={"type": kind, "sector": "public"}, cursor=cursor
            )
            found += [record.code for record in page.items if record.code]
            cursor = page.next
            if cursor is None:
                break
    return sorted(found)
