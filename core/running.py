"""The loop of a worker over the job table: one unit of work per job, its end in the same one."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from core import jobs
from core.database import unit_of_work

log = structlog.get_logger("jobs")


def run_batch(limit: int = 20, stopping: Callable[[], bool] = lambda: False) -> int:
    """Take what waits and do it; how many were taken.

    Once `stopping` says so the job in hand is ended and the others are given back at once.
    """
    with unit_of_work():
        taken = jobs.take(limit)
    for number, job in enumerate(taken):
        if stopping():
            with unit_of_work():
                jobs.give_back(taken[number:])
            break
        run_one(job)
    return len(taken)


def run_one(job: jobs.Taken) -> bool:
    """Do one job; its effects and its mark "done" are one transaction."""
    try:
        with unit_of_work():
            jobs.run(job)
            jobs.done(job)
    except jobs.LeaseLost:
        log.info("job.lease-lost", job=job.id)
        return False
    except Exception as error:  # noqa: BLE001 – a failing job must never end the worker
        with unit_of_work():
            jobs.failed(job, error)
        log.warning(
            "job.failed", job=job.id, kind=job.kind, tries=job.tries, reason=jobs.reason_of(error)
        )
        return False
    return True


def run_all(rounds: int = 1000) -> int:
    """Work until nothing waits (tests, demonstration, a last turn before closing)."""
    total = 0
    for _ in range(rounds):
        count = run_batch()
        total += count
        if not count:
            break
    return total
