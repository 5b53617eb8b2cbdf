"""The clock: what comes back at a rhythm is run once, however many clocks tick (R-21)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask

from app import clockwork
from core import clock, jobs
from core.database import session, unit_of_work
from core.models import Job

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.commits
def test_r21_of_two_clocks_at_the_same_moment_one_runs_it(committed: Flask) -> None:
    ran: list[int] = []
    start = Barrier(2)

    def tick(number: int) -> bool:
        with committed.app_context(), clock.at(NOON):
            start.wait()
            return clockwork.once("probe", 60, lambda: ran.append(number))

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(tick, range(2)))
    assert sorted(told) == [False, True]
    assert len(ran) == 1


def test_r21_a_clock_that_comes_later_in_the_period_finds_it_done(committed: Flask) -> None:
    ran: list[int] = []

    def tick(seconds: float) -> bool:
        with committed.app_context(), clock.at(NOON + timedelta(seconds=seconds)):
            return clockwork.once("probe", 60, lambda: ran.append(1))

    assert [tick(at) for at in (0, 30, 59.9, 60, 61, 150)] == [
        True,
        False,
        False,
        True,
        False,
        True,
    ]
    assert [tick(at) for at in (-86400, -86390)] == [True, False], "the clock was set back a day"


def test_what_failed_is_run_again_in_the_same_period(committed: Flask) -> None:
    def broken() -> None:
        raise RuntimeError("broken")

    with committed.app_context(), clock.at(NOON):
        with pytest.raises(RuntimeError, match="broken"):
            clockwork.once("probe", 60, broken)
        assert clockwork.once("probe", 60, list)


def test_without_a_bell_the_clock_does_the_waiting_work_itself(committed: Flask) -> None:
    done: list[int] = []
    jobs.runner("probe.tick", lambda job: done.append(job.id))
    with committed.app_context():
        with unit_of_work():
            job = jobs.enqueue("probe.tick", {})
        clockwork.tick(None, dict.fromkeys(clockwork.periodic(), 0.0))
        assert done == [job]
        kept = session.get(Job, job)
        assert kept is not None
        assert kept.done_at is not None
