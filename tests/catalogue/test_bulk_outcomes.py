"""Each request of a run comes to what the very same act would have made of it alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue import operations, queries
from catalogue.models import BulkItem, BulkRun, Request
from catalogue.operations import bulk
from catalogue.operations.bulk import Chosen, Wanted
from core import clock
from core.database import session
from core.errors import PreauError
from core.history import digest
from core.jobs import Taken
from core.models import Change, Job
from tests.kit.works import Works, actor, filed, moved, works
from workflows.models import Step, Timer

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.fixture
def scene(app: Flask) -> Works:
    return works()


def crowd(scene: Works) -> list[Any]:
    """Requests in every place a circuit brings them to."""
    return [
        filed(scene),
        ticked(scene, filed(scene)),
        walked(scene, "instruire"),
        walked(scene, "demander_complement"),
        walked(scene, "instruire", "visas"),
        walked(scene, "instruire", "visas", "accepter"),
        walked(scene, "instruire", "visas", "reculer"),
        ticked(scene, filed(scene, description="Remplacer la chaudière du bâtiment C")),
    ]


def walked(scene: Works, *keys: str) -> Any:
    request = filed(scene)
    moved(scene, request, *keys)
    return request


def ticked(scene: Works, request: Any) -> Any:
    who = actor(scene.gestionnaire)
    seen = queries.request_for(who, request.reference, lock=True)
    operations.tick(who, seen, "surface", done=True)
    return request


def one_by_one(account: Any, references: list[str], key: str, comment: str) -> dict[str, str]:
    """Through the act of a page, each in a savepoint of its own."""
    told = {}
    for reference in references:
        who = actor(account)
        point = session.begin_nested()
        try:
            seen = queries.request_for(who, reference, lock=True)
            operations.move(who, seen, key, comment=comment)
            session.flush()
            point.commit()
            told[reference] = "done"
        except PreauError as refusal:
            point.rollback()
            told[reference] = str(refusal)
        session.expire_all()
    return told


def together(account: Any, references: list[str], key: str, comment: str) -> dict[str, str]:
    """Through a run, launched and worked on here."""
    who = actor(account)
    chosen = Chosen([(reference, None) for reference in references])
    run = bulk.prepare(who, Wanted("move", key), chosen)
    session.flush()
    bulk.launch(run, comment=comment)
    session.flush()
    work(run)
    rows = session.execute(
        select(Request.reference, BulkItem.outcome)
        .join(Request, Request.id == BulkItem.request_id)
        .where(BulkItem.run_id == run.id)
    ).all()
    session.expire_all()
    return {row.reference: row.outcome for row in rows}


def work(run: BulkRun) -> None:
    """The job of a run, chunk by chunk, in the present transaction."""
    job = session.get_one(Job, run.job_id)
    session.refresh(job)
    taken = Taken(job.id, job.kind, job.args, job.lease_no, 1, job.account_id, {})
    step = {"catalogue.bulk": bulk.run_step, "catalogue.bulk-undo": bulk.undo_step}[job.kind]
    while step(taken):
        pass
    session.flush()


def head(request_id: UUID) -> dict[str, Any]:
    """All of a request that a move may change, its journal, its history, its timers."""
    row = session.execute(
        select(
            Request.status, Request.status_kind, Request.markers, Request.entered_at,
            Request.entry_no, Request.waiting_functions, Request.version, Request.due_at,
            Request.updated_at, Request.closed_at,
        ).where(Request.id == request_id)
    ).one()  # fmt: skip
    steps = session.scalars(
        select(Step).where(Step.subject_id == request_id).order_by(Step.id)
    ).all()
    lines = session.scalars(
        select(Change).where(Change.subject_id == request_id).order_by(Change.id)
    ).all()
    timers = session.scalars(
        select(Timer).where(Timer.subject_id == request_id).order_by(Timer.key, Timer.entry_no)
    ).all()
    return {
        "row": tuple(row),
        "steps": [
            (
                s.transition, s.from_status, s.to_status, s.direction, s.function, s.actor_id,
                s.actor_name, s.comment, s.at, s.version, s.before,
            )
            for s in steps
        ],
        "lines": [
            (c.act, c.version, c.at, c.actor_id, c.actor_name, c.reason, c.via,
             {k: v for k, v in c.facts.items() if k != "step"})
            for c in lines
        ],
        "timers": [(t.key, t.entry_no, t.due_at, t.fired_at) for t in timers],
    }  # fmt: skip


def outbox(request_id: UUID) -> list[tuple[str, str]]:
    """What waits to be sent about a request: kind and what it is for."""
    rows = session.scalars(select(Job).where(Job.kind.in_(["workflows.action", "deliver"]))).all()
    found = []
    for job in rows:
        payload = job.args.get("payload") or job.args
        if payload.get("subject_id") == str(request_id):
            found.append((job.kind, job.args.get("do") or job.args.get("to") or ""))
    return sorted(found)


@pytest.mark.parametrize(
    ("who", "key", "comment"),
    [
        ("gestionnaire", "instruire", ""),
        ("gestionnaire", "demander_complement", "Il manque le devis."),
        ("gestionnaire", "reculer", "À revoir."),
        ("direction", "accepter", ""),
        ("direction", "refuser", "Hors budget."),
        ("direction", "saisir_commission", ""),
        ("visa_budget", "accepter", ""),
    ],
)
def test_a_run_does_what_the_same_acts_would_do_one_by_one(
    scene: Works, who: str, key: str, comment: str
) -> None:
    with clock.at(NOON):
        requests = crowd(scene)
        references = [r.reference for r in requests]
        ids = [r.id for r in requests]
        account = getattr(scene, who)
        session.flush()
        point = session.begin_nested()
        alone = one_by_one(account, references, key, comment)
        expected = [(head(i), outbox(i)) for i in ids]
        point.rollback()
        session.expire_all()
        run = together(account, references, key, comment)
        assert [(head(i), outbox(i)) for i in ids] == expected
        for reference, told in run.items():
            assert (told == "done") == (alone[reference] == "done"), (reference, told, alone)
        assert set(run) == set(references)
        chained(ids)


def chained(ids: list[UUID]) -> None:
    """The chain of hashes of each history holds."""
    for request_id in ids:
        before = ""
        lines = session.scalars(
            select(Change).where(Change.subject_id == request_id).order_by(Change.id)
        )
        for line in lines:
            assert line.previous_hash == before
            assert line.hash == digest(line)
            before = line.hash
