"""What is due, worked off a chunk at a time, in due order: each timer once, in the transaction of
what it causes (FAULTS R-21). Subjects somebody is at work on are left for the next turn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from core import clock, jobs
from core.contributions import one_of
from core.database import session
from core.rows import among
from workflows.models import Timer
from workflows.operations.effects import Due, carry_out
from workflows.operations.timing import KIND, POINT
from workflows.standing import SubjectSource

#: Timers looked at together.
CHUNK: Final = 200
log = structlog.get_logger("timers")


def run(_job: jobs.Taken) -> bool:
    """Runner of `workflows.timers-due`: one chunk; whether more may be left."""
    return work_off() > 0


def run_alone(job: jobs.Taken) -> None:
    """Runner of `workflows.timer`: one that failed in its chunk, tried again by itself."""
    row = session.get(Timer, UUID(job.args["timer"]))
    source = one_of(POINT, row.subject_kind) if row else None
    if row is None or source is None:
        return
    if due := _readied(source, [row]):
        carry_out(source, due)
    elif source.held_by_others([row.subject_id]):
        raise jobs.PutOff(5, "subject at work")


def work_off(limit: int = CHUNK) -> int:
    """Work off what is due, the first timer of each subject; how many had their say.

    Subjects are locked before their timers, as whoever moves one does.
    """
    query = select(Timer.id, Timer.subject_kind).where(_due_now())
    by_kind: dict[str, list[UUID]] = defaultdict(list)
    for row in session.execute(query.order_by(Timer.due_at, Timer.id).limit(limit)):
        by_kind[row.subject_kind].append(row.id)
    return sum(_of_kind(kind, ids) for kind, ids in by_kind.items())


def _due_now() -> Any:
    now = clock.now()
    ready = or_(Timer.held_until.is_(None), Timer.held_until <= now)
    return Timer.fired_at.is_(None) & (Timer.due_at <= now) & ready


def _of_kind(kind: str, ids: Collection[UUID]) -> int:
    query = select(Timer).where(among(Timer.id, ids)).order_by(Timer.due_at, Timer.id)
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    source: SubjectSource | None = one_of(POINT, kind)
    first: dict[UUID, Timer] = {}
    for row in rows:
        first.setdefault(row.subject_id, row)
    if source is None:
        return _strike(list(first.values()))
    due = _readied(source, list(first.values()))
    held = {each.held.id for each in due}
    left = [row for row in first.values() if row.subject_id not in held]
    busy = source.held_by_others([row.subject_id for row in left]) if left else frozenset()
    _tried(source, due)
    return _strike([row for row in left if row.subject_id not in busy]) + len(due)


def _readied(source: SubjectSource, rows: Sequence[Timer]) -> list[Due]:
    """The timers that have something to say, their subjects locked: those that stand where the
    timer was armed, under a circuit that still means it."""
    held = source.hold([row.subject_id for row in rows])
    locked = select(Timer.id).where(
        among(Timer.id, [row.id for row in rows if row.subject_id in held])
    )
    there = set(session.scalars(locked.with_for_update(skip_locked=True)))
    standings = source.standings(list(held.values()), "")
    due = []
    for row in rows:
        head = held.get(row.subject_id)
        if head is None or row.id not in there or head.entry_no != row.entry_no:
            continue
        circuit = standings[head.id].bridge.circuit
        meant = next((t for t in circuit.timers_in(head.status) if t.key == row.key), None)
        if meant is not None:
            due.append(Due(row, head, standings[head.id], meant))
    return due


def _tried(source: SubjectSource, due: Sequence[Due]) -> None:
    """A chunk that raises is halved down to the one timer, which is tried again by itself."""
    if not due:
        return
    try:
        with session.begin_nested():
            carry_out(source, due)
    except (jobs.LeaseLost, OperationalError, InterfaceError):
        raise  # the house's trouble, not the request's: the whole chunk is tried again
    except Exception as error:  # noqa: BLE001 – one broken request must not hold the others up
        half = len(due) // 2
        if half:
            _tried(source, due[:half])
            _tried(source, due[half:])
            return
        row = due[0].row
        log.warning("timer.failed", timer=str(row.id), reason=jobs.reason_of(error))
        jobs.enqueue(KIND, {"timer": str(row.id)}, once=f"timer:{row.id}")
        _strike([row])


def _strike(rows: Sequence[Timer]) -> int:
    """They have had their say, or have nothing to say any more."""
    session.execute(
        update(Timer).where(among(Timer.id, [row.id for row in rows])).values(fired_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
    return len(rows)
