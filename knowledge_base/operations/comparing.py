"""The kept questions asked with the engine of somebody else and without: does it help?

Works by chunks, behind the page: an engine may take seconds for each question.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from accounts.operations import require_whole_house
from core import clock, jobs
from core.actor import HOUSE, Actor
from core.database import session
from core.errors import Invalid
from core.ids import uuid7
from core.jobs import Taken
from core.problems import Problem
from knowledge_base import outside
from knowledge_base.consulting import hear
from knowledge_base.domain.asking.answering import Base
from knowledge_base.domain.asking.outside import Proposal
from knowledge_base.domain.outside.vectors import packed
from knowledge_base.domain.trials import Tried, figures
from knowledge_base.linking_models import EngineLink, TextVector
from knowledge_base.operations.linking import note_sent
from knowledge_base.outside import PATIENT, Reached, Silent
from knowledge_base.queries.asking import base_for
from knowledge_base.queries.linking import consult, digest_of, engine, missing, reached
from knowledge_base.queries.measuring import trials

COMPARE: Final = "knowledge_base.compare"
#: Questions of one comparison, and of one chunk of it.
MOST: Final = 200
CHUNK: Final = 4
BATCH: Final = 16
#: It is given up after so many silences.
MOST_SILENT: Final = 5
SHOWN: Final = 4


def compare(actor: Actor) -> None:
    """Have the kept questions asked both ways."""
    require_whole_house(actor)
    row = engine()
    if row is None or not row.url or not trials():
        raise Invalid([Problem("", "engine-nothing-to-compare")])
    row.compared = {"begun": clock.now().isoformat()}
    session.flush()
    jobs.enqueue(COMPARE, {"version": row.version}, once=f"compare:{uuid7()}")


def compare_some(job: Taken) -> bool:
    """A few more questions; whether some are left. Settings that changed meanwhile end it."""
    row = engine()
    if row is None or row.version != job.args["version"]:
        return False
    before = dict(job.progress)
    kept = trials()[:MOST]
    at, silent = int(before.get("at", 0)), int(before.get("silent", 0))
    told: list[list[dict[str, Any]]] = list(before.get("told", ()))
    base = base_for(HOUSE)
    for trial in kept[at : at + CHUNK]:
        expected = tuple(map(str, trial.expected))
        asked = consult(row, trial.text, HOUSE, ())
        proposed: Sequence[Proposal] = ()
        if asked is not None:
            heard = hear(asked)
            note_sent(asked, heard, judge=False)
            silent += heard.silent
            proposed = heard.proposed
        pair = (
            _tried(base, trial.text, expected, ()),
            _tried(base, trial.text, expected, proposed),
        )
        told.append([one.as_json() for one in pair])
    at += CHUNK
    if at < len(kept) and silent < MOST_SILENT:
        jobs.hold(job, {"at": at, "silent": silent, "told": told})
        return True
    _keep(row, told, silent)
    return False


def make_vectors(_job: Taken) -> bool:
    """The vectors of a few more texts; whether some are left."""
    row = engine()
    if row is None or row.kind != "embeddings" or not row.url:
        return False
    texts = missing(row, BATCH)
    if not texts:
        return False
    to = _patiently(reached(row))
    try:
        found = outside.embed(to, texts)
    except Silent as silence:
        raise jobs.PutOff(600, silence.why) from silence
    made = [
        {"space": to.space, "digest": digest_of(text), "vector": packed(vector)}
        for text, vector in zip(texts, found, strict=True)
    ]
    # Another worker may have asked meanwhile.
    session.execute(insert(TextVector).values(made).on_conflict_do_nothing())
    return True


def _patiently(to: Reached) -> Reached:
    return Reached(to.kind, to.url, to.model, to.language, PATIENT, to.secret)


def _tried(base: Base, text: str, expected: tuple[str, ...], proposed: Sequence[Proposal]) -> Tried:
    found = base.ask(text, limit=SHOWN, proposed=proposed)
    keys = tuple(choice.entry for choice in found.choices)
    outcome = "choices" if found.outcome == "clarify" else found.outcome
    return Tried(text, expected, outcome, keys)


def _keep(row: EngineLink, told: Sequence[Sequence[dict[str, Any]]], silent: int) -> None:
    without, with_it = (
        figures([_read(pair[side]) for pair in told]) for side in (0, 1)
    )  # fmt: skip
    compared = {
        "at": clock.now().isoformat(),
        "without": without,
        "with": with_it,
        "silent": silent,
        "helps": silent < MOST_SILENT and _helps(without, with_it),
    }
    session.execute(update(EngineLink).where(EngineLink.id == row.id).values(compared=compared))


def _helps(without: dict[str, Any], with_it: dict[str, Any]) -> bool:
    """More right entries first, or as many and more among three; no more wrong ones opened."""
    more = (with_it["first"], with_it["three"]) > (without["first"], without["three"])
    return more and with_it["wrong_direct"] <= without["wrong_direct"]


def _read(kept: dict[str, Any]) -> Tried:
    return Tried(kept["text"], tuple(kept["expected"]), kept["outcome"], tuple(kept["keys"]))
