"""Two runs over the same requests, and a colleague among them, with real commits."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from catalogue import operations, queries
from catalogue.models import BulkRun, Request
from catalogue.operations import bulk
from catalogue.operations.bulk import Chosen, Wanted
from core import jobs
from core.database import let_go, session, unit_of_work
from core.errors import PreauError
from core.history import digest
from core.models import Change, Job
from core.running import run_one
from tests.kit.works import Works, actor, filed, works
from workflows.models import Step

COUNT = 24


def ready(account: Any, key: str, references: list[str]) -> UUID:
    """A run, launched; its job waits."""
    who = actor(account)
    with unit_of_work():
        chosen = Chosen([(reference, None) for reference in references])
        run = bulk.prepare(who, Wanted("move", key), chosen)
        bulk.launch(run, comment="Voici pourquoi.")
        return run.id


def taken_one_by_one(app: Flask, run_id: UUID) -> jobs.Taken:
    with app.app_context(), unit_of_work():
        job = session.get_one(Job, session.get_one(BulkRun, run_id).job_id)
        return jobs.Taken(job.id, job.kind, job.args, job.lease_no, 1, job.account_id, {})


def scene_of(app: Flask) -> tuple[Works, list[str], list[UUID]]:
    scene = works()
    made = [filed(scene) for _ in range(COUNT)]
    session.commit()
    return scene, [r.reference for r in made], [r.id for r in made]


def explained(ids: list[UUID]) -> None:
    """Each request: versions and steps agree, the chain of its history holds."""
    for request_id in ids:
        request = session.get_one(Request, request_id)
        steps = session.scalars(
            select(Step).where(Step.subject_id == request_id).order_by(Step.id)
        ).all()
        assert steps[-1].to_status == request.status
        before = ""
        for line in session.scalars(
            select(Change).where(Change.subject_id == request_id).order_by(Change.id)
        ):
            assert (line.previous_hash, line.hash) == (before, digest(line))
            before = line.hash


def test_c11_r12_two_runs_in_opposite_order_are_serialised_and_history_explains(
    committed: Flask,
) -> None:
    """FAULTS C-11, R-12: no deadlock, no accident; a request goes once, or is told as changed."""
    with committed.app_context():
        scene, references, ids = scene_of(committed)
        runs = [
            ready(scene.gestionnaire, "demander_complement", references),
            ready(scene.gestionnaire, "demander_complement", references[::-1]),
        ]
        both = [taken_one_by_one(committed, run_id) for run_id in runs]
        start = Barrier(2)

        def work(taken: jobs.Taken) -> bool:
            with committed.app_context():
                start.wait()
                try:
                    return run_one(taken)
                finally:
                    let_go()

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(work, both)) == [True, True]
        session.expire_all()
        totals = [session.get_one(BulkRun, run_id).totals for run_id in runs]
        assert sum(t.get("done", 0) for t in totals) == COUNT
        assert sum(t.get("changed", 0) for t in totals) == COUNT
        explained(ids)


def test_a_colleague_who_acts_meanwhile_is_never_overwritten(committed: Flask) -> None:
    with committed.app_context():
        scene, references, ids = scene_of(committed)
        run_id = ready(scene.gestionnaire, "demander_complement", references)
        taken = taken_one_by_one(committed, run_id)
        start = Barrier(2)
        account_id = scene.gestionnaire.id

        def colleague() -> int:
            from accounts import queries as people

            moved = 0
            with committed.app_context():
                start.wait()
                for reference in references[-10:]:
                    who = people.actor_of(account_id)
                    try:
                        with unit_of_work():
                            seen = queries.request_for(who, reference, lock=True)
                            operations.move(who, seen, "demander_complement", comment="Moi.")
                        moved += 1
                    except PreauError:
                        time.sleep(0)
                let_go()
            return moved

        def work() -> bool:
            with committed.app_context():
                start.wait()
                try:
                    return run_one(taken)
                finally:
                    let_go()

        with ThreadPoolExecutor(2) as pool:
            by_hand, done = pool.submit(colleague), pool.submit(work)
            assert done.result()
            moved = by_hand.result()
        session.expire_all()
        totals = session.get_one(BulkRun, run_id).totals
        assert totals.get("done", 0) + moved == COUNT
        assert totals.get("changed", 0) == moved
        explained(ids)
