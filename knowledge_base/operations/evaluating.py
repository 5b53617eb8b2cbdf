"""The set of questions an administrator keeps, and asking all of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.folding import fold
from core.ids import uuid7
from core.problems import Problem
from knowledge_base.asking_models import Trial, TrialRun
from knowledge_base.domain.trials import Tried, figures
from knowledge_base.queries.asking import base_for
from knowledge_base.queries.measuring import MOST_TRIALS, keys_by_title, trials
from knowledge_base.questions import questions_of

LONGEST: Final = 1000
KEPT_RUNS: Final = 50
SHOWN: Final = 4


def keep_trials(rows: Iterable[tuple[str, Iterable[str]]]) -> int:
    """Questions and what should answer them, by key or by title; the same again is changed."""
    titles = keys_by_title()
    known = {row.text for row in trials()}
    values, problems = {}, []
    for at, (text, expected) in enumerate(rows):
        asked = " ".join(text.replace("\x00", "").split())
        if not 0 < len(asked) <= LONGEST:
            problems.append(Problem(f"/{at}/text", "help-trial-line"))
            continue
        keys = [titles.get(fold(one), one.strip()) for one in expected if one.strip()]
        values[asked] = list(dict.fromkeys(keys))[:20]
    if len(known | set(values)) > MOST_TRIALS:
        problems.append(Problem("", "help-trial-many", {"most": MOST_TRIALS}))
    if problems:
        raise Invalid(problems)
    for asked, keys in values.items():
        session.execute(
            insert(Trial)
            .values(id=uuid7(), text=asked, expected=keys, created_at=clock.now())
            .on_conflict_do_update(index_elements=["text"], set_={"expected": keys})
        )
    return len(values)


def read_trials(content: bytes, name: str) -> list[tuple[str, list[str]]]:
    """A set as a file: CSV with « question » and « fiches », JSON, or one JSON object a line."""
    if not name.lower().endswith(".csv"):
        return [(one.text, list(one.expected)) for one in questions_of(content)]
    text = content.decode("utf-8-sig", "replace")
    head = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in head else ",")
    return [(_cell(row, "question", "text"), _listed(_cell(row, "fiches", "expected")))
            for row in rows]  # fmt: skip


def drop_trials(ids: Iterable[object]) -> None:
    """These questions are no longer asked."""
    session.execute(delete(Trial).where(Trial.id.in_(list(ids))))


def run_trials(actor: Actor) -> TrialRun:
    """Ask them all, as this person, on what is published now; old runs go."""
    base = base_for(actor)
    tried = []
    for row in trials():
        found = base.ask(row.text, limit=SHOWN)
        keys = tuple(choice.entry for choice in found.choices)
        outcome = "choices" if found.outcome == "clarify" else found.outcome
        tried.append(Tried(row.text, tuple(map(str, row.expected)), outcome, keys))
    run = TrialRun(
        id=uuid7(),
        at=clock.now(),
        by=actor.account_id,
        figures=figures(tried),
        results=[one.as_json() for one in tried],
    )
    session.add(run)
    session.flush()
    kept = select(TrialRun.id).order_by(TrialRun.at.desc(), TrialRun.id.desc()).limit(KEPT_RUNS)
    session.execute(delete(TrialRun).where(TrialRun.id.not_in(kept)))
    return run


def _cell(row: dict[str, str], *names: str) -> str:
    lowered = {str(key).strip().lower(): value for key, value in row.items() if key}
    return next((str(lowered[name] or "") for name in names if name in lowered), "")


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.replace("|", ",").split(",") if one.strip()]
