"""The work of a run: one chunk a transaction, each request with the outcome it would have alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError

from catalogue.events import BulkEnded
from catalogue.models import BulkItem, BulkRun
from catalogue.operations.bulk import labelling, letters, moving
from catalogue.operations.bulk.outcome import Outcome
from catalogue.operations.bulk.person import person_of
from catalogue.queries import bulk as reading
from core import clock, jobs
from core.actor import Actor
from core.database import session
from core.errors import PreauError
from core.events import announce
from core.i18n import text_of
from core.rows import update_rows

JOB = "catalogue.bulk"
#: Requests written together.
CHUNK = 200
#: What a busy worker may take to begin an undo: messages are held that much longer.
MARGIN = timedelta(seconds=15)
log = structlog.get_logger("bulk")

Work = Callable[[Actor, BulkRun, Sequence[Any], datetime], list[Outcome]]
ACTS: dict[str, Work] = {
    "move": moving.move_chunk,
    "assign": labelling.assign_chunk,
    "tag": labelling.tag_chunk,
}


def run_step(job: jobs.Taken) -> bool:
    """Runner of the job: one chunk, all of it or nothing; whether more is left."""
    run = session.scalar(
        select(BulkRun)
        .where(BulkRun.id == UUID(job.args["run"]))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if run is None or run.state not in {"running", "stopping"}:
        return False
    if run.state == "stopping":
        _end(run, "stopped")
        return False
    items = reading.next_items(
        run.id, run.totals["at"], letters.chunk_of(run) if run.act == "letter" else CHUNK
    )
    if items:
        _work(run, items)
        jobs.hold(job, {"done": run.totals["at"], "of": run.totals["of"]})
    if not items or items[-1].seq >= run.totals["of"]:
        _end(run, "done")
        return False
    return True


def _work(run: BulkRun, items: Sequence[Any]) -> None:
    until = held_until(run)
    outcomes = _tried(ACTS[run.act], person_of(run), run, items, until)
    update_rows(
        BulkItem,
        [outcome.row(run.id) for outcome in outcomes],
        match={"run_id": "run_id", "seq": "seq"},
    )
    numbers = Counter(outcome.outcome for outcome in outcomes)
    totals = {**run.totals, "at": items[-1].seq}
    for name, number in numbers.items():
        totals[name] = totals.get(name, 0) + number
    run.totals = totals
    if any(outcome.held_until for outcome in outcomes):
        run.undo_until = until - MARGIN


def held_until(run: BulkRun) -> datetime:
    """Until when messages wait: one instant for all chunks of a run that is not interrupted."""
    now = clock.now()
    grace = timedelta(seconds=run.settings.get("grace", 0))
    planned = run.settings.get("hold")
    return max(datetime.fromisoformat(planned) if planned else now, now + grace + MARGIN)


def _tried(
    work: Work, actor: Actor, run: BulkRun, items: Sequence[Any], until: datetime
) -> list[Outcome]:
    """A chunk that raises is halved down to the one request, which is told with its reason."""
    try:
        with session.begin_nested():
            return work(actor, run, items, until)
    except (jobs.LeaseLost, OperationalError, InterfaceError):
        raise  # the house's trouble, not the request's: the whole chunk is tried again
    except Exception as error:  # noqa: BLE001 – one broken request must not hold the others up
        if len(items) == 1:
            return [_failed(run, items[0], error)]
        half = len(items) // 2
        return [
            *_tried(work, actor, run, items[:half], until),
            *_tried(work, actor, run, items[half:], until),
        ]


def _failed(run: BulkRun, item: Any, error: Exception) -> Outcome:
    if isinstance(error, PreauError):
        because = {"because": text_of(error.message)}
        return Outcome(item.seq, "refused", [{"code": "bulk.refused", "params": because}])
    log.warning("bulk.failed", run=str(run.id), seq=item.seq, reason=jobs.reason_of(error))
    return Outcome(item.seq, "failed", [{"code": "bulk.failed", "params": {}}])


def _end(run: BulkRun, state: str) -> None:
    run.state, run.ended_at = state, clock.now()
    session.flush()  # told with the end of the job
    announce(BulkEnded(run.id, run.account_id, state, run.totals["at"]))
