"""The clock: what comes back at a rhythm is run once, however many clocks tick (R-21)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event, Timer

import pytest
from flask import Flask

from app import clockwork
from core import clock, jobs
from core.database import session, unit_of_work
from core.models import Job
from documents.errors import StorageAway
from tests.kit.s3 import S3

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


@contextmanager
def ended_in_any_case(stop: Event) -> Iterator[None]:
    """A clock that does not do as it should stops all the same."""
    late = Timer(60, stop.set)
    late.start()
    yield
    late.cancel()


def test_what_fails_is_written_down_tried_again_soon_and_ends_neither_clock_nor_turn(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    stop = Event()

    def away() -> None:
        tried.append("away")
        raise StorageAway

    def sound() -> None:
        tried.append("sound")
        if tried.count("away") >= 2:
            stop.set()

    acts = {"probe.away": (86_400, away), "probe.sound": (1, sound)}
    monkeypatch.setattr(clockwork, "periodic", lambda: acts)
    monkeypatch.setattr(clockwork, "SWEEP_EVERY", 0.5)
    monkeypatch.setattr(clockwork, "AGAIN", 0.2)
    with ended_in_any_case(stop):
        clockwork.run(committed, None, stop)
    assert tried[:3] == ["away", "sound", "away"]


def test_a_bucket_that_is_away_does_not_end_the_clock(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, ran = Event(), list[int]()

    def sound() -> None:
        ran.append(1)
        stop.set()

    acts = {"documents.sweep": clockwork.periodic()["documents.sweep"], "probe": (1, sound)}
    monkeypatch.setattr(clockwork, "periodic", lambda: acts)
    server = S3()
    server.serve(committed, monkeypatch)
    server.close()
    with ended_in_any_case(stop):
        clockwork.run(committed, None, stop)
    assert ran == [1]
