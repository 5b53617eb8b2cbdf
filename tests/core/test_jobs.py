"""Jobs: one taker, a lease that may be lost, waits that grow (FAULTS H7, H8, R-03)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from core import clock, jobs
from core.database import current_work, session, unit_of_work
from core.ids import ulid
from core.models import Job
from core.running import run_all, run_batch, run_one
from tests.core.conftest import broken, count, done


@pytest.fixture
def table(probe: Flask) -> Iterator[Flask]:
    """An empty table of jobs, and a runner `probe.count` that counts under the name it is given."""
    _empty()
    jobs.runner("probe.count", lambda job: count(job.args["name"]))
    jobs.runner("probe.break", _break)
    yield probe
    _empty()


def _empty() -> None:
    with unit_of_work():
        session.execute(Job.__table__.delete())


def _break(job: jobs.Taken) -> None:
    count(job.args["name"])
    raise ValueError("12 rue des Lilas")


def write(name: str, kind: str = "probe.count", **more: Any) -> int | None:
    with unit_of_work():
        return jobs.enqueue(kind, {"name": name}, **more)


def take(limit: int = 20) -> list[jobs.Taken]:
    with unit_of_work():
        return jobs.take(limit)


def row(job_id: int | None) -> Job:
    session.expire_all()
    found = session.get(Job, job_id)
    assert found is not None
    session.expunge(found)
    session.rollback()
    return found


def later(job_id: int | None, **shift: Any) -> None:
    """Let time pass for a job: its instants move back."""
    with unit_of_work():
        session.execute(
            update(Job)
            .where(Job.id == job_id)
            .values(
                lease_until=Job.lease_until - timedelta(**shift),
                available_at=Job.available_at - timedelta(**shift),
            )
        )


def test_a_job_is_done_with_its_effects_in_one_transaction(table: Flask) -> None:
    job = write("job-done")
    assert run_all() == 1
    assert done("job-done") == 1
    kept = row(job)
    assert kept.done_at is not None
    assert kept.lease_until is None
    assert run_batch() == 0


def test_a_refused_act_leaves_no_job(table: Flask) -> None:
    with pytest.raises(ValueError, match="broken"):
        broken(ValueError("broken"), lambda: jobs.enqueue("probe.count", {"name": "never"}))
    assert run_all() == 0


@pytest.mark.commits
def test_h8_of_six_workers_each_job_is_taken_by_one(table: Flask) -> None:
    for _ in range(60):
        write("job-six")
    start = Barrier(6)

    def work(_: int) -> list[int]:
        start.wait()
        with table.app_context():
            mine: list[int] = []
            while taken := take(5):
                mine += [job.id for job in taken]
                assert all(run_one(job) for job in taken)
            return mine

    with ThreadPoolExecutor(6) as pool:
        hands = list(pool.map(work, range(6)))
    every = [job for hand in hands for job in hand]
    assert len(every) == len(set(every)) == 60
    assert done("job-six") == 60


def test_r04_a_killed_workers_job_is_taken_up_once_its_lease_is_over(table: Flask) -> None:
    job = write("job-lease")
    assert len(take()) == 1
    assert take() == []
    later(job, seconds=jobs.LEASE.total_seconds() + 1)
    again = take()
    assert [(one.id, one.lease_no, one.tries) for one in again] == [(job, 2, 2)]
    assert run_one(again[0])
    assert done("job-lease") == 1


def test_whoever_lost_the_lease_writes_nothing(table: Flask) -> None:
    job = write("job-lost")
    (slow,) = take()
    later(job, minutes=2)
    (quick,) = take()
    assert not run_one(slow)
    assert done("job-lost") == 0
    assert run_one(quick)
    assert not run_one(quick)
    assert done("job-lost") == 1
    assert row(job).error is None


def test_a_lease_lost_in_the_midst_of_the_work_undoes_the_work(table: Flask) -> None:
    job = write("job-midst")
    (slow,) = take()

    def overtaken(taken: jobs.Taken) -> None:
        count(taken.args["name"])
        session.execute(update(Job).where(Job.id == job).values(lease_no=Job.lease_no + 1))

    jobs.runner("probe.count", overtaken)
    assert not run_one(slow)
    assert done("job-midst") == 0


def test_a_long_job_renews_its_lease_with_its_progress(table: Flask) -> None:
    job = write("job-long")
    (taken,) = take()
    later(job, seconds=40)
    with unit_of_work():
        jobs.hold(taken, {"done": 40, "of": 500})
    kept = row(job)
    assert kept.progress == {"done": 40, "of": 500}
    assert kept.lease_until is not None
    assert kept.lease_until > clock.now() + timedelta(seconds=40)


def test_failures_wait_longer_and_longer_then_the_job_is_set_aside(table: Flask) -> None:
    job = write("job-broken", "probe.break")
    for number, wait in enumerate(jobs.BACKOFF, 1):
        assert run_batch() == 1
        kept = row(job)
        ahead = (kept.available_at - clock.now()).total_seconds()
        assert wait - 5 < ahead <= wait
        assert (kept.tries, kept.parked_at) == (number, None)
        assert run_batch() == 0
        later(job, seconds=wait)
    assert run_batch() == 1
    kept = row(job)
    assert kept.parked_at is not None
    assert kept.error is not None
    assert kept.error.startswith("ValueError test_jobs.py:")
    assert "Lilas" not in kept.error
    assert run_batch() == 0
    assert done("job-broken") == 0


def test_a_job_put_off_waits_as_told_and_is_never_set_aside(table: Flask) -> None:
    def not_now(_: jobs.Taken) -> None:
        raise jobs.PutOff(90, "the post is shut")

    jobs.runner("probe.count", not_now)
    job = write("job-put-off")
    for _ in range(len(jobs.BACKOFF) + 3):
        assert run_batch() == 1
        assert 80 < (row(job).available_at - clock.now()).total_seconds() <= 90
        later(job, seconds=91)
    assert row(job).parked_at is None


def test_a_failing_job_does_not_stop_those_behind_it(table: Flask) -> None:
    write("job-first", "probe.break")
    write("job-unknown", "probe.nobody-runs-this")
    write("job-behind")
    assert run_batch() == 3
    assert done("job-behind") == 1


def test_a_job_of_one_key_is_written_once_whoever_asks(table: Flask) -> None:
    key = ulid()
    assert write("job-once", once=key) is not None
    assert write("job-once", once=key) is None
    run_all()
    assert write("job-once", once=key) is None
    assert done("job-once") == 1


def test_a_job_for_later_waits_and_rings_nobody(table: Flask) -> None:
    with unit_of_work():
        jobs.enqueue("probe.count", {"name": "job-later"}, at=clock.now() + timedelta(hours=1))
        work = current_work()
        assert work is not None
        assert jobs.wake not in work.after_commit
    assert run_all() == 0


def test_workers_are_rung_for_once_after_the_commit_and_not_after_a_refusal(table: Flask) -> None:
    rings: list[int] = []
    before = list(jobs._wake)
    jobs.on_wake(lambda: rings.append(_waiting()))
    try:
        with unit_of_work():
            jobs.enqueue("probe.count", {"name": "a"})
            jobs.enqueue("probe.count", {"name": "b"})
            assert rings == []
        assert rings == [2]
        with pytest.raises(ValueError, match="broken"):
            broken(ValueError("broken"), lambda: jobs.enqueue("probe.count", {"name": "c"}))
        assert rings == [2]
    finally:
        jobs._wake[:] = before


def _waiting() -> int:
    return session.scalar(select(func.count()).select_from(Job)) or 0


def test_jobs_are_taken_oldest_first(table: Flask) -> None:
    written = [write("job-order") for _ in range(5)]
    assert [job.id for job in take(3)] == written[:3]
    assert [job.id for job in take(3)] == written[3:]


def test_the_age_of_the_oldest_job_is_told(table: Flask) -> None:
    assert jobs.oldest_waiting() == 0
    job = write("job-age")
    later(job, minutes=10)
    assert 595 < jobs.oldest_waiting() < 660


def test_jobs_done_long_ago_are_forgotten_and_others_kept(table: Flask) -> None:
    old, young, waiting = write("job-old"), write("job-young"), write("job-waiting")
    with unit_of_work():
        for job, days in ((old, 31), (young, 29)):
            session.execute(
                update(Job).where(Job.id == job).values(done_at=clock.now() - timedelta(days=days))
            )
    with unit_of_work():
        jobs.sweep()
    assert session.scalars(select(Job.id).order_by(Job.id)).all() == [young, waiting]


def test_r05_told_to_stop_a_worker_ends_what_it_holds_and_gives_back_the_rest(
    table: Flask,
) -> None:
    written = [write("job-stop") for _ in range(5)]
    assert run_batch(stopping=lambda: done("job-stop") == 2) == 5
    assert done("job-stop") == 2
    assert [job.id for job in take()] == written[2:]
    assert row(written[4]).tries == 1


def test_c15_a_clock_set_back_or_far_ahead_gives_a_job_to_two_and_its_effects_to_one(
    table: Flask,
) -> None:
    job, now = write("job-clock"), clock.now()
    with clock.at(now):
        (first,) = take()
    with clock.at(now - timedelta(minutes=10)):
        assert take() == [], "a lease of the future is a lease"
    with clock.at(now + timedelta(days=1)):
        (second,) = take()
        assert run_one(second)
    assert not run_one(first)
    assert done("job-clock") == 1
    assert row(job).error is None
