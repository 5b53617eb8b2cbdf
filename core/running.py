"""The loop of a worker over the job table: one unit of work per job, its end in the same one."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from core import jobs
from core.closing import is_closed
from core.database import session, unit_of_work
from core.models import Job

log = structlog.get_logger("jobs")
#: Seconds a job done by chunks keeps its turn while others wait.
TURN = 2.0
#: Chunk tried again after these waits when the database saw a deadlock or a serialization failure.
WAITS = (0.05, 0.2, 0.8, 2.0)
_AGAIN = {"40P01", "40001"}


def never() -> bool:
    """Nobody says stop."""
    return False


def run_batch(limit: int = 20, stopping: Callable[[], bool] = never) -> int:
    """Take what waits and do it; how many were taken.

    Once `stopping` says so the job in hand is ended and the others are given back at once. Nothing
    is taken while the house is closed.
    """
    with unit_of_work():
        taken = [] if is_closed() else jobs.take(limit)
    for number, job in enumerate(taken):
        if stopping():
            with unit_of_work():
                jobs.give_back(taken[number:])
            break
        run_one(job, stopping)
    return len(taken)


def run_one(job: jobs.Taken, stopping: Callable[[], bool] = never) -> bool:
    """Do one job; its effects and its mark "done" are one transaction.

    A job done by chunks has one transaction a chunk, and gives its turn back after a while. Each
    line of its log says which job it was.
    """
    with structlog.contextvars.bound_contextvars(job=job.id, kind=job.kind):
        return _run_one(job, stopping)


def _run_one(job: jobs.Taken, stopping: Callable[[], bool]) -> bool:
    try:
        if jobs.works_by_chunks(job.kind):
            _one_turn(job, stopping)
        else:
            with unit_of_work():
                jobs.run(job)
                jobs.done(job)
    except jobs.LeaseLost:
        log.info("job.lease-lost")
        return False
    except Exception as error:  # noqa: BLE001 – a failing job must never end the worker
        with unit_of_work():
            jobs.failed(job, error)
        log.warning("job.failed", tries=job.tries, reason=jobs.reason_of(error))
        return False
    return True


def _one_turn(job: jobs.Taken, stopping: Callable[[], bool]) -> None:
    end = time.monotonic() + TURN
    while _one_chunk(job, lambda: stopping() or time.monotonic() >= end):
        pass


def _one_chunk(job: jobs.Taken, enough: Callable[[], bool]) -> bool:
    """One chunk and what becomes of the job, in one transaction; whether to go on at once."""
    for wait in (*WAITS, None):
        try:
            with unit_of_work():
                if not jobs.run(job):
                    jobs.done(job)
                    return False
                if enough() or is_closed():
                    jobs.pass_turn(job)
                    return False
                return True
        except OperationalError as error:
            if wait is None or getattr(error.orig, "sqlstate", None) not in _AGAIN:
                raise
            time.sleep(wait)
    return False


def see_through(once: str) -> str | None:
    """Do the job of this key here and now, or wait for whoever does it; why it is not done.

    For commands, which answer once all of it is there, with or without a worker beside them.
    """
    with unit_of_work():
        jobs.again(once)
    while True:
        with unit_of_work():
            found = session.scalars(select(Job).where(Job.once == once)).one()
            number, done, stuck = found.id, found.done_at, found.parked_at or found.error
            reason = found.error
            taken = [] if done or stuck else jobs.take(1, only=number)
        if done:
            return None
        if stuck:
            return reason or ""
        if taken:
            run_one(taken[0])
        else:
            time.sleep(WAITS[1])


def run_all(rounds: int = 1000) -> int:
    """Work until nothing waits (tests, demonstration, a last turn before closing)."""
    total = 0
    for _ in range(rounds):
        count = run_batch()
        total += count
        if not count:
            break
    return total
