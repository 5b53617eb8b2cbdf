"""A run over a circuit that breaks or is killed: each request whole, and once (R-28, R-03)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from catalogue.operations import remapping
from core import jobs
from core.actor import HOUSE
from core.database import session, unit_of_work
from core.models import Job
from core.running import run_all
from schemas import operations as definitions
from tests.kit.remapped import (
    KEY,
    acts,
    drafted,
    latest_run,
    publish_over,
    shorter,
    where,
)
from tests.kit.works import Works, filed, works


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


@pytest.mark.parametrize("broken", ["journal", "rearm_all", "drop_votes", "record_all"])
def test_r28_a_chunk_that_breaks_leaves_its_requests_as_they_were(
    scene: Works, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Halved down to the one request, each is told as failed; nothing of it is written."""
    from workflows.operations.bulk import remapping as bulk

    one, other = filed(scene), filed(scene)
    session.commit()
    home = bulk.timing if broken == "rearm_all" else bulk
    hook = getattr(home, broken)

    def breaking(*args: Any, **kwargs: Any) -> None:
        hook(*args, **kwargs)
        raise RuntimeError(broken)

    with monkeypatch.context() as patch:
        patch.setattr(home, broken, breaking)
        publish_over(shorter())
    assert [where(each)[1] for each in (one, other)] == [1, 1]
    assert acts(one)[-1] != "request.remapped"
    assert latest_run().totals["failed"] == 2


def test_r03_a_run_killed_in_the_middle_goes_on_where_it_was(
    scene: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lease of a dead worker is lost to the next one; each request is carried over once."""
    requests = [filed(scene) for _ in range(3)]
    monkeypatch.setattr(remapping.running, "CHUNK", 1)
    drafted(shorter())
    definitions.publish(HOUSE, "workflow", KEY, policy="all")
    session.commit()
    with unit_of_work():
        (job,) = [j for j in jobs.take(50) if j.kind == remapping.running.JOB]
        jobs.run(job)
    with unit_of_work():  # the worker is dead; its lease ends, another one takes the job up
        session.execute(update(Job).where(Job.id == job.id).values(lease_until=None))
        (again,) = jobs.take(50, only=job.id)
    with pytest.raises(jobs.LeaseLost), unit_of_work():
        jobs.run(job)
    with unit_of_work():
        session.execute(update(Job).where(Job.id == job.id).values(lease_until=None))
    assert again.lease_no == job.lease_no + 1
    run_all()
    assert [where(each)[1] for each in requests] == [2, 2, 2]
    assert [acts(each).count("request.remapped") for each in requests] == [1, 1, 1]
    assert latest_run().totals["done"] == 3
