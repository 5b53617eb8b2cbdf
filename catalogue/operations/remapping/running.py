"""The requests of older versions carried over: one chunk a transaction, each with its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from accounts import queries as accounts
from catalogue.events import RemapEnded, RequestRemapped
from catalogue.models import Request
from catalogue.operations.bulk.moving import beside_head
from catalogue.operations.remapping.carrying import FORM, carry
from catalogue.operations.remapping.stage import Stage
from catalogue.queries import bulk as reading
from catalogue.queries import remapping as queries
from catalogue.queries.bulk import File
from catalogue.remap_models import RemapItem, RemapRun
from core import clock, jobs
from core.actor import HOUSE, Actor
from core.database import session
from core.events import announce, announce_all
from core.rows import update_rows
from schemas import queries as schemas
from workflows.domain.circuit import Kind
from workflows.domain.remap import ASK
from workflows.operations.bulk.reading import Held
from workflows.operations.bulk.remapping import Carried, write_all

JOB: Final = "catalogue.remap"
#: Requests written together.
CHUNK: Final = 200
#: How long a run may be taken back once it has ended: what it tells waits that long.
GRACE: Final = timedelta(minutes=10)
#: What a busy worker may take to begin an undo, and the time a request is expected to take.
MARGIN, EACH = timedelta(seconds=15), timedelta(milliseconds=10)
#: The very same for all, so that `core.rows` sends them once.
_NOTHING: Final[dict[str, Any]] = {}
log = structlog.get_logger("remap")


def begin(run: RemapRun) -> None:
    """Set a frozen run to work."""
    now = clock.now()
    hold = now + GRACE + MARGIN + EACH * run.totals["of"]
    run.settings = {**run.settings, "hold": hold.isoformat()}
    run.started_at = now
    work_on(run)


def work_on(run: RemapRun) -> None:
    """Order the work, again when it had stopped."""
    turn = run.settings.get("turn", 0) + 1
    run.settings = {**run.settings, "turn": turn}
    run.state, run.ended_at = "running", None
    run.job_id = jobs.enqueue(
        JOB, {"run": str(run.id)}, once=f"remap:{run.id}:{turn}", account_id=run.account_id
    )


def run_step(job: jobs.Taken) -> bool:
    """Runner of the job: one chunk, all of it or nothing; whether more is left."""
    run = queries.taken(UUID(job.args["run"]))
    if run is None or run.state not in {"running", "stopping"}:
        return False
    if run.state == "stopping":
        run.state, run.ended_at = "stopped", clock.now()
        return False
    items = queries.next_items(run.id, run.totals["at"], CHUNK)
    if items:
        _work(run, items)
        jobs.hold(job, {"done": run.totals["at"], "of": run.totals["of"]})
    if not items or items[-1].seq >= run.totals["of"]:
        run.state, run.ended_at = "done", clock.now()
        if run.totals.get("asked"):
            announce(RemapEnded(run.id))
        return False
    return True


def person_of(run: RemapRun) -> Actor:
    """Whose name stands in history: rights were asked when the circuit was published."""
    return accounts.actor_of(run.account_id) if run.account_id else HOUSE


def held_until(run: RemapRun) -> datetime:
    """Until when what is told waits: one instant for all chunks of a run that goes through."""
    return max(datetime.fromisoformat(run.settings["hold"]), clock.now() + GRACE + MARGIN)


def told_as(run: RemapRun, request_id: UUID) -> str:
    """The name under which a request's people hear of it."""
    return f"remap:{run.id}:{request_id}"


def _work(run: RemapRun, items: Sequence[Any]) -> None:
    until = held_until(run)
    rows = _tried(person_of(run), run, items, until)
    update_rows(RemapItem, rows, match={"run_id": "run_id", "seq": "seq"})
    numbers = Counter(row["outcome"] for row in rows)
    totals = {**run.totals, "at": items[-1].seq}
    for name, number in numbers.items():
        totals[name] = totals.get(name, 0) + number
    run.totals = totals
    if numbers["done"]:
        run.undo_until = until - MARGIN


def _tried(
    actor: Actor, run: RemapRun, items: Sequence[Any], until: datetime
) -> list[dict[str, Any]]:
    """A chunk that raises is halved down to the one request, which is told with its reason."""
    try:
        with session.begin_nested():
            return _carried(actor, run, items, until)
    except (jobs.LeaseLost, OperationalError, InterfaceError):
        raise  # the house's trouble, not the request's: the whole chunk is tried again
    except Exception as error:  # noqa: BLE001 – one broken request must not hold the others up
        if len(items) == 1:
            log.warning(
                "remap.failed", run=str(run.id), seq=items[0].seq, reason=jobs.reason_of(error)
            )
            return [_row(run, items[0], "failed", "remap.failed")]
        half = len(items) // 2
        return [
            *_tried(actor, run, items[:half], until),
            *_tried(actor, run, items[half:], until),
        ]


def _carried(
    actor: Actor, run: RemapRun, items: Sequence[Any], until: datetime
) -> list[dict[str, Any]]:
    version = schemas.version(run.version_id)
    heads = reading.heads_of([item.request_id for item in items], lock=True)
    schemas.versions_by_id(
        {i for f in heads.values() for i in (f.workflow_version_id, f.form_version_id)}
    )
    rows, going = [], {}
    for item in items:
        file = heads.get(item.request_id)
        if file is None or file.version != item.version or file.closed_at is not None:
            rows.append(_row(run, item, "changed", "remap.changed"))
        elif not file.sound:
            rows.append(_row(run, item, "failed", "bulk.damaged"))
        else:
            going[file.id] = item
    stage = Stage(version)
    files = [heads[request_id] for request_id in going]
    if run.policy == "compatible":
        stays = [f for f in files if stage.target(f.workflow_version_id, f.status) != f.status]
        rows += [_row(run, going[f.id], "stayed") for f in stays]
        files = [f for f in files if f not in stays]
    turns = {f.id: f.status_kind == Kind.WAITING_USER for f in files}
    chunk = carry(stage, files)
    steps = write_all(
        actor, chunk.carried, Request, {"circuit": version.body["title"], "number": run.number},
        more=beside(run.version_id), held_until=until,
    )  # fmt: skip
    _tell(run, chunk.carried, steps, turns, until)
    for request_id, why in chunk.left.items():
        rows.append(_left(run, going[request_id], why))
    return [*rows, *(_done(run, going[c.held.id], c, steps, turns) for c in chunk.carried)]


def beside(version_id: UUID) -> Any:
    """The columns of a request that follow: what its status says, and the version it runs on."""
    return lambda held: {**beside_head(held), "workflow_version_id": version_id}


def _tell(
    run: RemapRun,
    carried: Sequence[Carried],
    steps: dict[UUID, int],
    turns: dict[UUID, bool],
    until: datetime,
) -> None:
    """Applicants hear of it only when it becomes their turn, or is theirs no more."""
    events = [
        RequestRemapped(each.held.id, run.id, each.held.status)
        for each in carried
        if each.held.id in steps and _turned(each.held, turns)
    ]
    names = [told_as(run, event.request_id) for event in events]
    announce_all(events, at=until, once=names)


def _turned(held: Held, turns: dict[UUID, bool]) -> bool:
    theirs = held.status_kind == Kind.WAITING_USER
    return theirs is not turns[held.id] or held.status_kind == Kind.FINAL


def _left(run: RemapRun, item: Any, why: str) -> dict[str, Any]:
    if why == ASK:
        return _row(run, item, "asked")
    return _row(run, item, "stayed", "remap.form" if why == FORM else "")


def _done(
    run: RemapRun, item: Any, each: Carried, steps: dict[UUID, int], turns: dict[UUID, bool]
) -> dict[str, Any]:
    held = each.held
    assert isinstance(held, File)  # noqa: S101 – `heads_of` read it
    if held.id not in steps:
        return _row(run, item, "changed", "remap.changed")
    kept = {
        "at": clock.now().isoformat(),
        "votes": [str(vote.id) for vote in each.votes],
        "told": _turned(held, turns),
    }
    return {
        **_row(run, item, "done"), "target": held.status, "step_id": steps[held.id],
        "left_version": held.version, "before": kept,
    }  # fmt: skip


def _row(run: RemapRun, item: Any, outcome: str, reason: str = "") -> dict[str, Any]:
    """One request as its report says it; all rows have the same columns."""
    return {
        "run_id": run.id,
        "seq": item.seq,
        "target": "ask" if outcome == "asked" else "stay" if outcome == "stayed" else "",
        "outcome": outcome,
        "reason": [{"code": reason, "params": {}}] if reason else [],
        "step_id": None,
        "left_version": None,
        "before": _NOTHING,
    }
