"""Many rows in one statement; work by chunks; many lines of history."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from core import clock, history, jobs, running
from core.actor import HOUSE
from core.database import session, unit_of_work
from core.ids import uuid7
from core.jobs import Chunked
from core.models import Change, Counter, Job
from core.rows import among, insert_rows, update_rows


def counters() -> dict[str, int]:
    rows = session.execute(select(Counter.prefix, Counter.value)).all()
    return {row.prefix: row.value for row in rows if row.prefix.startswith("essai")}


def test_rows_go_in_and_change_only_where_they_stand_as_seen(app: Flask) -> None:
    told = insert_rows(
        Counter,
        [{"prefix": "essai \"'\\é", "value": 1}, {"prefix": "essai-2", "value": 2}],
        returning=("prefix",),
    )
    assert len(told) == 2
    insert_rows(Counter, [{"prefix": "essai-2", "value": 9}], skip=True)
    done = update_rows(
        Counter,
        [
            {"prefix": "essai \"'\\é", "seen": 1, "value": 10},
            {"prefix": "essai-2", "seen": 7, "value": 20},
        ],
        match={"prefix": "prefix", "value": "seen"},
        returning=("prefix",),
    )
    assert [row.prefix for row in done] == ["essai \"'\\é"]
    assert counters() == {"essai \"'\\é": 10, "essai-2": 2}
    found = session.scalar(
        select(func.count()).select_from(Counter).where(among(Counter.prefix, ["essai-2", "x"]))
    )
    assert found == 1
    assert insert_rows(Counter, []) == update_rows(Counter, [], match={}) == ()


def test_lines_written_together_chain_as_lines_written_one_by_one(app: Flask) -> None:
    first, second = uuid7(), uuid7()
    history.record(HOUSE, "essai", first, "made")
    session.flush()
    history.record_all(
        "essai",
        [
            history.Line(HOUSE, first, "moved", 2, {"to": "é"}),
            history.Line(HOUSE, second, "made", 1, {}),
            history.Line(HOUSE, first, "moved", 3, {}, "Parce que."),
        ],
    )
    for subject, count in ((first, 3), (second, 1)):
        before = ""
        lines = session.scalars(
            select(Change).where(Change.subject_id == subject).order_by(Change.id)
        ).all()
        assert len(lines) == count
        for line in lines:
            assert (line.previous_hash, line.hash) == (before, history.digest(line))
            before = line.hash


@pytest.fixture
def steps() -> list[int]:
    return []


def by_chunks(steps: list[int], most: int) -> Any:
    def step(job: jobs.Taken) -> bool:
        steps.append(job.lease_no)
        return len(steps) < most

    return Chunked(step)


def test_long_work_gives_its_turn_back_and_is_taken_up_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch, steps: list[int]
) -> None:
    monkeypatch.setattr(running, "TURN", 0)
    jobs.runner("essai.long", by_chunks(steps, 3))
    with unit_of_work():
        jobs.enqueue("essai.long", {})
    assert running.run_all() == 3
    assert steps == [1, 2, 3]
    job = session.scalars(select(Job).where(Job.kind == "essai.long")).one()
    assert job.done_at is not None


def test_r05_told_to_stop_the_chunk_in_hand_is_ended_and_the_rest_given_back(
    app: Flask, steps: list[int]
) -> None:
    jobs.runner("essai.long", by_chunks(steps, 5))
    with unit_of_work():
        jobs.enqueue("essai.long", {})
    with unit_of_work():
        (job,) = jobs.take()
    running.run_one(job, lambda: True)
    assert len(steps) == 1
    row = session.scalars(select(Job).where(Job.kind == "essai.long")).one()
    session.refresh(row)
    assert (row.done_at, row.lease_until) == (None, None)
    assert row.available_at <= clock.now()
