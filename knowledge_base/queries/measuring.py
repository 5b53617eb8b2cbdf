"""Figures of the help: what was asked, what it got, what nobody is ever shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from core import clock
from core.database import session
from core.folding import fold
from knowledge_base.asking_models import Question, Trial, TrialRun
from knowledge_base.models import Entry
from schemas.queries import live_all

MOST_TRIALS = 500
LISTED = 200


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts of one period; hours are a median, None when nobody was answered in it."""

    asked: int
    answered: int
    ranks: dict[int, int]
    handed: int
    nothing: int
    helped: int
    not_helped: int
    hours: float | None


def measures(days: int) -> Measures:
    """What became of the questions of the last days."""
    since = Question.at >= clock.now() - timedelta(days=days)
    query = select(
        func.count(),
        _many(Question.chosen != "", Question.helpful.is_not(False)),
        _many(Question.handed.is_(True)),
        _many(Question.outcome == "handover", Question.chosen == "", Question.handed.is_(False)),
        _many(Question.helpful.is_(True)),
        _many(Question.helpful.is_(False)),
    ).where(since)
    asked, answered, handed, nothing, helped, not_helped = session.execute(query).one()
    ranks = session.execute(
        select(Question.rank, func.count())
        .where(since, Question.rank.is_not(None))
        .group_by(Question.rank)
        .order_by(Question.rank)
    )
    took = func.extract("epoch", Question.settled_at - Question.at)
    seconds = session.scalar(
        select(func.percentile_cont(0.5).within_group(took)).where(
            since, Question.handed, Question.settled_at.is_not(None)
        )
    )
    hours = None if seconds is None else float(seconds) / 3600
    found = {int(rank): number for rank, number in ranks if rank is not None}
    return Measures(asked, answered, found, handed, nothing, helped, not_helped, hours)


def never_shown(days: int) -> Sequence[Entry]:
    """Published entries no answer has named in the last days."""
    since = Question.at >= clock.now() - timedelta(days=days)
    named = select(func.jsonb_array_elements_text(Question.shown)).where(since)
    query = select(Entry).where(Entry.state == "published", Entry.key.not_in(named))
    return session.scalars(query.order_by(Entry.theme, Entry.key).limit(LISTED)).all()


def coverage() -> list[dict[str, Any]]:
    """Each live teleservice, and how many published entries lead to it; those without first."""
    entries = session.scalars(select(Entry).where(Entry.state == "published")).all()
    found = []
    for service in live_all("service"):
        number = sum(_leads_to(row.body, service.key) for row in entries)
        found.append({"title": str(service.body["title"]), "number": number})
    return sorted(found, key=lambda one: (one["number"], fold(one["title"])))


def by_theme(days: int) -> list[dict[str, Any]]:
    """Questions and hand-overs by theme, those asked most first."""
    since = Question.at >= clock.now() - timedelta(days=days)
    rows = session.execute(
        select(Question.theme, func.count(), _many(Question.handed.is_(True)))
        .where(since)
        .group_by(Question.theme)
        .order_by(func.count().desc())
    )
    return [{"theme": theme, "asked": asked, "handed": handed} for theme, asked, handed in rows]


def trials() -> Sequence[Trial]:
    """The kept questions."""
    return session.scalars(select(Trial).order_by(Trial.id).limit(MOST_TRIALS)).all()


def last_runs(most: int = 2) -> Sequence[TrialRun]:
    """The latest runs, the last one first."""
    query: Select[TrialRun] = select(TrialRun).order_by(TrialRun.at.desc(), TrialRun.id.desc())
    return session.scalars(query.limit(most)).all()


def keys_by_title() -> dict[str, str]:
    """Folded question → key, for sets that name entries by their titles."""
    rows = session.execute(select(Entry.question, Entry.key))
    return {fold(question): key for question, key in rows}


def _many(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    wanted = conditions[0]
    for condition in conditions[1:]:
        wanted &= condition
    return func.coalesce(func.sum(case((wanted, 1), else_=0)), 0)


def _leads_to(value: Any, service: str) -> bool:
    """Whether a document names the service, in a block of its own or in a link."""
    if isinstance(value, dict):
        return value.get("service") == service or any(
            _leads_to(inner, service) for inner in value.values()
        )
    if isinstance(value, list):
        return any(_leads_to(inner, service) for inner in value)
    return isinstance(value, str) and f"/teleservices/{service}" in value
