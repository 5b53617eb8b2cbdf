"""Timers: rows made on entering a status, removed on leaving, worked off once by the clock."""

from __future__ import annotations

from sqlalchemy import delete, exists, select

from core import clock, jobs
from core.database import session
from core.models import Job
from core.rows import insert_rows
from workflows import queries
from workflows.models import Timer
from workflows.operations import acting, arming
from workflows.standing import Standing, Subject

POINT = "workflows.subjects"
#: One timer alone, after the chunk it stood in was refused because of it.
KIND = "workflows.timer"
#: What is due, a chunk at a time.
DUE = "workflows.timers-due"


def rearm(subject: Subject, standing: Standing) -> None:
    """Forget the timers of the status left, write those of the status entered, show the first."""
    session.execute(delete(Timer).where(Timer.subject_id == subject.id, Timer.fired_at.is_(None)))
    session.flush()  # the journal is read: the step just made, or taken back, is in it
    known = arming.read([(subject, standing)])
    rows = arming.armed(subject, standing, known)
    insert_rows(Timer, rows, skip=True)
    subject.due_at = arming.shown(subject, rows, known)


def advance(subject: Subject) -> None:
    """Show the next deadline once one has passed; the last one stays, and the subject is late."""
    subject.due_at = queries.due_of(subject.id) or subject.due_at


def storm_of(once: str) -> tuple[str, ...]:
    """The jobs that what a timer sends comes among, by the key of its action; none for a move."""
    return (DUE, KIND, acting.KIND) if once.startswith("timer:") else ()


def sweep() -> None:
    """Send for a worker when something is due (periodic, under the clock's lock).

    One job works all of it off; another one is written only when the last has ended, or waits after
    a failure, so that what is late is never late behind a broken job.
    """
    now = clock.now()
    due = select(exists().where(Timer.fired_at.is_(None), Timer.due_at <= now))
    waiting = select(
        exists().where(
            Job.kind == DUE,
            Job.done_at.is_(None),
            Job.parked_at.is_(None),
            Job.available_at <= now,
        )
    )
    if session.scalar(due) and not session.scalar(waiting):
        jobs.enqueue(DUE, {})
