"""Timers: rows made on entering a status, removed on leaving, fired once by the clock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from core import clock, jobs
from core.database import session
from core.ids import uuid7
from workflows import queries
from workflows.domain.deadlines import Anchors, due
from workflows.models import Timer
from workflows.standing import Standing, Subject

POINT = "workflows.subjects"
KIND = "workflows.timer"


def rearm(subject: Subject, standing: Standing) -> None:
    """Forget the timers of the status left, write those of the status entered, show the first."""
    session.execute(delete(Timer).where(Timer.subject_id == subject.id, Timer.fired_at.is_(None)))
    passed: list[datetime] = []
    running: list[datetime] = []
    for timer in standing.bridge.circuit.timers_in(subject.status):
        anchors = Anchors(
            subject.entered_at or clock.now(),
            queries.first_arrival(subject.id, subject.status),
            standing.submitted_at,
        )
        due_at = due(timer, anchors, standing.calendars)
        written = session.scalar(
            insert(Timer)
            .values(
                id=uuid7(),
                subject_kind=standing.kind,
                subject_id=subject.id,
                key=timer.key,
                entry_no=subject.entry_no,
                due_at=due_at,
            )
            .on_conflict_do_nothing()
            .returning(Timer.id)
        )
        (running if written else passed).append(due_at)  # a move taken back: it had fired
    subject.due_at = min(running, default=max(passed, default=None))


def advance(subject: Subject) -> None:
    """Show the next deadline once one has passed; the last one stays, and the subject is late."""
    subject.due_at = queries.due_of(subject.id) or subject.due_at


def sweep(limit: int = 500) -> None:
    """Hand what is due to the workers, in due order (periodic, under the clock's lock)."""
    found = session.scalars(
        select(Timer)
        .where(Timer.fired_at.is_(None), Timer.due_at <= clock.now())
        .order_by(Timer.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for timer in found:
        jobs.enqueue(KIND, {"timer": str(timer.id)}, once=f"timer:{timer.id}")
        timer.fired_at = clock.now()
    session.flush()  # fired and enqueued together
