"""The figure `rehearsal.10000`: a draft circuit played against all open requests, and its baseline:
reading the same requests and their answers by hand, without deciding anything."""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Iterator
from statistics import median
from typing import Any, Final

from sqlalchemy import Engine, text

from catalogue.bench_data import KEY, WORKFLOW, prepare
from catalogue.operations import remapping
from catalogue.remap_models import RemapRun
from core.actor import HOUSE
from core.database import let_go, session, unit_of_work
from core.running import run_all
from schemas import operations as schemas
from schemas import queries

Figure = dict[str, Any]
COUNT: Final = int(os.environ.get("PREAU_BENCH_REHEARSAL", "10000"))
ROUNDS: Final = 3


def figures(owner: Engine) -> Iterator[Figure]:
    """Seconds from the click to the last request told of, jobs and their chunks included."""
    prepare(owner, COUNT)
    with unit_of_work():
        schemas.save_draft(HOUSE, "workflow", KEY, shorter())
    let_go()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(by_hand(owner))
        started = time.perf_counter()
        rehearsed()
        ours.append(time.perf_counter() - started)
    value, baseline = median(ours), median(theirs)
    yield {
        "name": f"rehearsal.{COUNT}", "value": round(value, 2), "unit": "s",
        "baseline": round(baseline, 2), "ratio": round(value / baseline, 1), "n": COUNT,
    }  # fmt: skip


def shorter() -> dict[str, Any]:
    """The circuit of the measure with a status less, a guard and another deadline."""
    document = copy.deepcopy(WORKFLOW)
    for status in document["statuses"]:
        if status["key"] == "depose":
            status["key"] = "recue"
    for way in document["transitions"]:
        way["from"] = ["recue" if key == "depose" else key for key in way["from"]]
        way["to"] = "recue" if way["to"] == "depose" else way["to"]
    timer = {**document["timers"][0], "key": "accueil", "in": "recue", "after": "P5D"}
    document["timers"].append(timer)
    live = queries.live("workflow", KEY)
    sha256 = live.sha256 if live else ""
    entry = {"from": sha256, "status_map": {"depose": "recue"}, "default": "ask"}
    return {**document, "migrations": [entry]}


def rehearsed() -> None:
    """One rehearsal to its end, as a worker does."""
    with unit_of_work():
        draft = queries.draft("workflow", KEY)
        if draft is None:
            raise AssertionError(KEY)
        run_id = remapping.rehearse(HOUSE, draft).id
    run_all()
    let_go()
    run = session.get_one(RemapRun, run_id)
    if (
        run.state != "ready"
        or run.totals["at"] != COUNT
        or run.totals["removed"] != {"depose": COUNT}
    ):
        raise AssertionError(run.totals)
    let_go()


def by_hand(owner: Engine) -> float:
    """Seconds to read the heads and the answers, a thousand at a time."""
    started, after, read = time.perf_counter(), "", 0
    with owner.connect() as there:
        while True:
            rows = there.execute(text(_BY_HAND), {"after": after}).all()
            if not rows:
                break
            read, after = read + len(rows), rows[-1].reference
    if read != COUNT:
        raise AssertionError(read)
    return time.perf_counter() - started


_BY_HAND: Final = """
SELECT reference, id, status, markers, entered_at, due_at, answers, scope_path FROM request
WHERE reference > :after AND submitted_at IS NOT NULL AND closed_at IS NULL
ORDER BY reference LIMIT 1000
"""
