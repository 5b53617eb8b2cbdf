"""Jobs are rows (table `job`); a worker takes a lease, works, and a sweeper finds what was lost.

Redis carries wake-ups only: losing it, or a worker killed with -9, loses nothing (FAULTS H7, H8).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import func, or_, select, text, true, update
from sqlalchemy.dialects.postgresql import insert

from core import clock, wall
from core.database import current_work, session
from core.models import Job
from core.rows import insert_rows

log = structlog.get_logger("jobs")
#: How long a taken job is left alone; long jobs renew it at each chunk.
LEASE = timedelta(seconds=45)
#: Waits between tries, in seconds; after the last one the job is parked.
BACKOFF = (5, 30, 120, 600, 3600, 4 * 3600, 12 * 3600, 24 * 3600)


@dataclass(frozen=True, slots=True)
class Chunked:
    """A runner of long work: `step` does one chunk, its own transaction, and says if more is left.

    What it has done it writes down itself, in the same transaction, so that whoever takes the job
    up after a kill goes on from there.
    """

    step: Callable[[Taken], bool]


Runner = Callable[["Taken"], Any] | Chunked
_RUNNERS: dict[str, Runner] = {}
_wake: list[Callable[[], None]] = []


@dataclass(frozen=True, slots=True)
class Taken:
    """A job under our lease."""

    id: int
    kind: str
    args: Mapping[str, Any]
    lease_no: int
    tries: int
    account_id: UUID | None
    progress: Mapping[str, Any]


class LeaseLost(RuntimeError):
    """Somebody else took the job up meanwhile: stop without writing anything."""


class PutOff(Exception):
    """Try again later, without counting it as a failure of the house (SMTP down, for instance)."""

    def __init__(self, seconds: float, reason: str) -> None:
        super().__init__(reason)
        self.seconds = seconds


def runner(kind: str, function: Runner) -> Runner | None:
    """Say who runs the jobs of `kind` (called from the plates when the house opens).

    Returns who ran them before, for whoever stands in for a while.
    """
    former = _RUNNERS.get(kind)
    _RUNNERS[kind] = function
    return former


def on_wake(call: Callable[[], None]) -> None:
    """Say how sleeping workers are woken after a commit (set once by the app)."""
    _wake[:] = [call]


def enqueue(
    kind: str,
    args: Mapping[str, Any],
    *,
    once: str | None = None,
    at: datetime | None = None,
    account_id: UUID | None = None,
) -> int | None:
    """Write a job in the present transaction; None when a job of key `once` stands already."""
    row = session.execute(
        insert(Job)
        .values(
            kind=kind,
            args=dict(args),
            once=once,
            account_id=account_id,
            created_at=clock.now(),
            available_at=at or clock.now(),
            progress={},
        )
        .on_conflict_do_nothing(index_elements=["once"])
        .returning(Job.id)
    ).scalar()
    work = current_work()
    if row is None or work is None:
        return row
    if at is None and wake not in work.after_commit:
        work.after_commit.append(wake)
    if structlog.contextvars.get_contextvars():  # from whom it comes: a request, another job
        work.after_commit.append(lambda: log.info("job.written", written=row, as_kind=kind))
    return row


def enqueue_many(rows: Sequence[Mapping[str, Any]]) -> None:
    """Write jobs in one statement: each row says kind, args, once and at, as `enqueue` takes them.

    Nobody is woken for work that is to wait (`at` lies ahead).
    """
    now, nothing = clock.now(), dict[str, Any]()
    insert_rows(
        Job,
        [
            {
                "kind": row["kind"],
                "args": row["args"],
                "once": row["once"],
                "created_at": now,
                "available_at": row["at"] or now,
                "lease_no": 0,
                "tries": 0,
                "progress": nothing,
            }
            for row in rows
        ],
        skip=True,
    )
    work = current_work()
    ready = any(row["at"] is None for row in rows)
    if ready and work is not None and wake not in work.after_commit:
        work.after_commit.append(wake)


def wake() -> None:
    """Ring for the workers; a dead bell is not a failure, the sweeper comes every few seconds."""
    for call in _wake:
        call()


def take(limit: int = 20, only: int | None = None) -> list[Taken]:
    """Take the oldest waiting jobs, or the one asked for, under a lease. Needs a unit of work."""
    now = clock.now()
    waiting = (
        select(Job.id)
        .where(
            Job.done_at.is_(None),
            Job.parked_at.is_(None),
            Job.available_at <= now,
            or_(Job.lease_until.is_(None), Job.lease_until < now),
            Job.id == only if only is not None else true(),
        )
        .order_by(Job.available_at, Job.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("waiting")
    )
    rows = session.execute(
        update(Job)
        .where(Job.id.in_(select(waiting.c.id)))
        .values(lease_until=now + LEASE, lease_no=Job.lease_no + 1, tries=Job.tries + 1)
        .returning(
            Job.id, Job.kind, Job.args, Job.lease_no, Job.tries, Job.account_id, Job.progress
        )
    ).all()
    return sorted((Taken(*row) for row in rows), key=lambda taken: taken.id)


def again(once: str) -> None:
    """Let the job of this key run now, whatever failed before, unless somebody is at it."""
    session.execute(
        update(Job)
        .where(
            Job.once == once,
            Job.done_at.is_(None),
            or_(Job.lease_until.is_(None), Job.lease_until < clock.now()),
        )
        .values(parked_at=None, available_at=clock.now(), tries=0, error=None, lease_until=None)
    )


def give_back(taken: Sequence[Taken]) -> None:
    """Let go of jobs that were not begun: they wait as if they had never been taken."""
    for job in taken:
        session.execute(
            update(Job)
            .where(Job.id == job.id, Job.lease_no == job.lease_no, Job.done_at.is_(None))
            .values(lease_until=None, tries=Job.tries - 1)
        )


def run(job: Taken) -> Any:
    """Do one job with its runner (inside the caller's unit of work), for whoever asked for it."""
    hold(job)
    found = _RUNNERS[job.kind]
    with wall.acting_as(job.account_id or wall.HOUSE):
        return found.step(job) if isinstance(found, Chunked) else found(job)


def works_by_chunks(kind: str) -> bool:
    """Whether jobs of this kind are done a chunk at a time."""
    return isinstance(_RUNNERS.get(kind), Chunked)


def pass_turn(job: Taken) -> None:
    """Let others go first: what is left of the job waits behind all that waits now."""
    now = clock.now()
    session.execute(
        update(Job)
        .where(Job.id == job.id, Job.lease_no == job.lease_no, Job.done_at.is_(None))
        .values(lease_until=None, available_at=now, tries=0)
    )
    work = current_work()
    if work is not None and wake not in work.after_commit:
        work.after_commit.append(wake)


def hold(job: Taken, progress: Mapping[str, Any] | None = None) -> None:
    """Renew our lease inside a chunk's transaction; `LeaseLost` when it is ours no more."""
    values: dict[str, Any] = {"lease_until": clock.now() + LEASE}
    if progress is not None:
        values["progress"] = dict(progress)
    held = session.execute(
        update(Job)
        .where(Job.id == job.id, Job.lease_no == job.lease_no, Job.done_at.is_(None))
        .values(**values)
        .returning(Job.id)
    ).scalar()
    if held is None:
        raise LeaseLost(job.id)


def done(job: Taken) -> None:
    """Mark done, in the same transaction as the work itself."""
    held = session.execute(
        update(Job)
        .where(Job.id == job.id, Job.lease_no == job.lease_no)
        .values(done_at=clock.now(), lease_until=None, error=None)
        .returning(Job.id)
    ).scalar()
    if held is None:
        raise LeaseLost(job.id)


def failed(job: Taken, error: BaseException) -> None:
    """Write the failure down and wait longer, or park the job when it has failed too often.

    A failure may say itself how often it is worth another try (`most_tries`).
    """
    wait = error.seconds if isinstance(error, PutOff) else None
    tries_left = job.tries <= min(getattr(error, "most_tries", len(BACKOFF)), len(BACKOFF))
    values: dict[str, Any] = {"error": reason_of(error), "lease_until": None}
    if wait is not None or tries_left:
        seconds = wait if wait is not None else BACKOFF[job.tries - 1]
        values["available_at"] = clock.now() + timedelta(seconds=seconds)
    else:
        values["parked_at"] = clock.now()
    session.execute(
        update(Job).where(Job.id == job.id, Job.lease_no == job.lease_no).values(**values)
    )


def reason_of(error: BaseException) -> str:
    """Class and place of a failure; its text may hold personal data and is left out (P-13)."""
    from core.logs import place_of

    return f"{type(error).__name__} {place_of(error)}"[:500]


def waiting(kinds: Sequence[str]) -> bool:
    """Whether a job of these kinds could run now and is not done: begun, or still in the queue."""
    query = select(Job.id).where(
        Job.kind.in_(kinds),
        Job.done_at.is_(None),
        Job.parked_at.is_(None),
        Job.available_at <= clock.now(),
    )
    return session.scalar(query.limit(1)) is not None


def oldest_waiting() -> float:
    """Age in seconds of the oldest job that should have run: the figure to watch."""
    age = session.scalar(
        select(func.extract("epoch", func.now() - func.min(Job.available_at))).where(
            Job.done_at.is_(None), Job.parked_at.is_(None), Job.available_at <= clock.now()
        )
    )
    return float(age or 0.0)


def sweep(keep: timedelta = timedelta(days=30)) -> None:
    """Forget jobs done long ago."""
    session.execute(text("DELETE FROM job WHERE done_at < :limit"), {"limit": clock.now() - keep})
