"""What waits, what runs, what was set aside: jobs as people look after them.

No argument of a job is shown: a line says its kind in words, its age, its tries, its failure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text, tuple_, update
from sqlalchemy.exc import OperationalError

from core import clock, history, jobs
from core.actor import Actor
from core.contributions import one_of
from core.database import current_work, session
from core.errors import BadInput, Conflict, NotFound
from core.i18n import _l
from core.models import Job
from core.paging import COUNT_BOUND, Page, cursor, values_of

#: Contribution point: what each kind of job is called, and who wants to know of its end.
KINDS: Final = "core.job_kinds"
RUNNING, WAITING, PARKED = "running", "waiting", "parked"
STATES = (RUNNING, WAITING, PARKED)
PAGE = 50


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job as administrators read it."""

    key: str
    label: Any
    #: Told, in the same transaction, that a job of these arguments was called off.
    cancelled: Callable[[Mapping[str, Any]], None] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A job as a list shows it."""

    id: int
    kind: str
    #: For the delivery of an event: to whom in the house.
    to: str
    state: str
    since: datetime
    available_at: datetime
    lease_until: datetime | None
    tries: int
    error: str | None
    progress: Mapping[str, Any]


class Busy(Conflict):
    """The job is in the midst of what cannot be cut in two."""

    code = "job-busy"
    message = _l("Cette tâche est en train de s’exécuter. Réessayez dans un instant.")


def label_of(kind: str) -> str:
    """A kind in words; its name when nobody said any."""
    found: JobKind | None = one_of(KINDS, kind)
    return str(found.label) if found else kind


def lines(state: str, kind: str | None = None, after: str | None = None) -> Page[Line]:
    """One page of a state: what runs and waits oldest first, what was set aside newest first."""
    order = Job.parked_at if state == PARKED else Job.available_at
    query = _of_kind(select(Job).where(_is(state)), kind)
    known = values_of(after, 2)
    if known:
        last = _last(known)
        past = tuple_(order, Job.id)
        query = query.where(past < tuple_(*last) if state == PARKED else past > tuple_(*last))
    by = (order.desc(), Job.id.desc()) if state == PARKED else (order, Job.id)
    rows = list(session.scalars(query.order_by(*by).limit(PAGE + 1)))
    end = rows[PAGE - 1] if len(rows) > PAGE else None
    further = cursor(getattr(end, order.key).isoformat(), end.id) if end else None
    return Page([_line(job, state) for job in rows[:PAGE]], further)


def counts(kind: str | None = None) -> dict[str, int]:
    """How many in each state, counted up to a bound."""
    return {state: _count(_of_kind(select(Job.id).where(_is(state)), kind)) for state in STATES}


def kinds_present() -> list[str]:
    """The kinds that stand in the backlog now."""
    return sorted(session.scalars(select(Job.kind).where(Job.done_at.is_(None)).distinct()))


def retry(actor: Actor, job_id: int) -> None:
    """Let a job run again now: one set aside, or one that waits after a failure."""
    job = _held(job_id)
    _let_run([job.id])
    _note(actor, job, "job.retried")


def retry_parked(actor: Actor, kind: str | None = None) -> int:
    """Let all that were set aside (of one kind) run again; how many."""
    query = _of_kind(select(Job).where(_is(PARKED)), kind)
    found = list(session.scalars(query.with_for_update(skip_locked=True)))
    _let_run([job.id for job in found])
    for job in found:
        _note(actor, job, "job.retried")
    return len(found)


def cancel(actor: Actor, job_id: int) -> None:
    """Call a job off: it never runs, or stops at the end of the chunk it is at."""
    job = _held(job_id)
    job.done_at = job.cancelled_at = clock.now()
    job.lease_until = None
    _note(actor, job, "job.cancelled")
    kind: JobKind | None = one_of(KINDS, job.kind)
    if kind is not None and kind.cancelled is not None:
        kind.cancelled(job.args)
    session.flush()


def set_aside_lost() -> None:
    """Park what took its worker down again and again: no failure of it was ever written (R-17)."""
    session.execute(
        update(Job)
        .where(
            Job.done_at.is_(None),
            Job.parked_at.is_(None),
            Job.tries > len(jobs.BACKOFF),
            Job.lease_until < clock.now(),
        )
        .values(parked_at=clock.now(), lease_until=None, error="WorkerLost")
    )


def _is(state: str) -> ColumnElement[bool]:
    if state == PARKED:
        return and_(Job.done_at.is_(None), Job.parked_at.is_not(None))
    taken = Job.lease_until > clock.now()
    free = or_(Job.lease_until.is_(None), Job.lease_until <= clock.now())
    return and_(Job.done_at.is_(None), Job.parked_at.is_(None), taken if state == RUNNING else free)


def _of_kind(query: Select[Any], kind: str | None) -> Select[Any]:
    return query.where(Job.kind == kind) if kind else query


def _count(query: Select[Any]) -> int:
    bounded = query.limit(COUNT_BOUND + 1).subquery()
    return session.scalar(select(func.count()).select_from(bounded)) or 0


def _line(job: Job, state: str) -> Line:
    since = {PARKED: job.parked_at, RUNNING: (job.lease_until or clock.now()) - jobs.LEASE}
    to = str(job.args.get("to", "")) if job.kind == "deliver" else ""
    return Line(
        job.id,
        job.kind,
        to,
        state,
        since.get(state) or job.created_at,
        job.available_at,
        job.lease_until,
        job.tries,
        job.error,
        job.progress,
    )


def _last(known: Sequence[Any]) -> tuple[datetime, int]:
    try:
        return datetime.fromisoformat(str(known[0])), int(known[1])
    except ValueError as fault:
        raise BadInput from fault


def _held(job_id: int) -> Job:
    """The row under lock; whoever works on it is waited for a moment, between two chunks."""
    session.execute(text("SET LOCAL lock_timeout = '3s'"))
    try:
        found = session.scalar(
            select(Job)
            .where(Job.id == job_id, Job.done_at.is_(None))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    except OperationalError as error:
        raise Busy from error
    if found is None:
        raise NotFound
    return found


def _let_run(ids: Sequence[int]) -> None:
    session.execute(
        update(Job)
        .where(Job.id.in_(ids), or_(Job.lease_until.is_(None), Job.lease_until < clock.now()))
        .values(parked_at=None, available_at=clock.now(), tries=0, lease_until=None)
    )
    work = current_work()
    if work is not None and jobs.wake not in work.after_commit:
        work.after_commit.append(jobs.wake)


def _note(actor: Actor, job: Job, act: str) -> None:
    history.record(actor, "job", UUID(int=job.id), act, facts={"kind": job.kind})


def age(since: datetime) -> timedelta:
    """How long ago."""
    return clock.now() - since
