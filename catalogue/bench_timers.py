"""The figure `timers.10000`: ten thousand deadlines due at once, half of which move a request.

Counted until the last one has had its say: its move written with its step and its line of history,
its message in the outbox, where the pace of messages holds it. Then that none had it twice.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Engine, select, text

from catalogue.bench_data import WORKFLOW, prepare
from core import jobs
from core.database import let_go, session, unit_of_work
from core.models import Job
from core.running import run_one
from workflows.operations import timing

Figure = dict[str, Any]
COUNT: Final = int(os.environ.get("PREAU_BENCH_TIMERS", "10000"))
#: Seconds this may take (issue 5).
ALLOWED: Final = 60.0
CIRCUIT: Final[dict[str, Any]] = {
    **WORKFLOW,
    "transitions": [
        *WORKFLOW["transitions"],
        {"key": "classer", "from": ["depose"], "to": "fin", "by": ["system"],
         "guard": {"<=": [{"var": "data.total"}, "90000.00"]}},
    ],
    "timers": [
        {"key": "tacite", "in": "depose", "anchor": "submission", "after": "P2M",
         "silence": "accepted", "fire": "classer"},
        {"key": "relance", "in": "depose", "anchor": "latest-arrival", "after": "P10D",
         "calendar": "working-days", "every": "P10D",
         "actions": [{"do": "notify", "template": "relance", "to": ["demandeur"]}]},
    ],
}  # fmt: skip


def figures(owner: Engine) -> Iterator[Figure]:
    """Seconds from the first turn of the clock to the last timer."""
    prepare(owner, COUNT, CIRCUIT)
    let_go()
    with owner.begin() as there:
        there.execute(text(_DUE))
    started = time.perf_counter()
    work_off()
    value = time.perf_counter() - started
    _checked()
    yield {
        "name": "timers.10000", "value": round(value, 2), "unit": "s",
        "baseline": ALLOWED, "ratio": round(value / ALLOWED, 2), "n": COUNT,
    }  # fmt: skip


def work_off() -> None:
    """As the clock and one worker do, leaving what the moves cause to the others."""
    with unit_of_work():
        timing.sweep()
    while True:
        with unit_of_work():
            waiting = select(Job.id).where(Job.kind == timing.DUE, Job.done_at.is_(None))
            number = session.scalar(waiting)
            taken = jobs.take(1, only=number) if number is not None else []
        if not taken:
            return
        run_one(taken[0])


def _checked() -> None:
    """Each once: a step for each move, a message for each reminder, nothing left."""
    let_go()
    found = session.execute(text(_COUNTED)).one()
    half = COUNT // 2
    if tuple(found) != (0, half, half, half, half):
        raise AssertionError(found)
    let_go()


_DUE: Final = """
INSERT INTO timer (id, subject_kind, subject_id, key, entry_no, due_at)
SELECT gen_random_uuid(), 'request', id,
  CASE WHEN right(reference, 1) IN ('0', '2', '4', '6', '8') THEN 'tacite' ELSE 'relance' END,
  entry_no, now() - interval '1 day' - right(reference, 5)::int * interval '1 second'
FROM request
"""
_COUNTED: Final = """
SELECT (SELECT count(*) FROM timer WHERE fired_at IS NULL AND due_at <= now()),
  (SELECT count(*) FROM request WHERE status = 'fin' AND closed_at IS NOT NULL),
  (SELECT count(*) FROM step WHERE transition = 'classer'),
  (SELECT count(*) FROM change WHERE act = 'request.moved'),
  (SELECT count(*) FROM job WHERE kind = 'workflows.action')
"""
