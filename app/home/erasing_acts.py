"""Erasing, suspending, and the register that older backups are made to follow (RGPD, art. 17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.home import erased_file
from app.home.erased_file import Tombstone
from core import clock, history, jobs
from core.actor import HOUSE, Actor
from core.contributions import all_of, one_of
from core.database import current_work, session
from core.erasing import HEARERS, KINDS, Erasable, SubjectErased
from core.errors import Conflict, NotFound
from core.events import announce
from core.i18n import _l
from core.jobs import Taken
from core.models import Erasure

ASKED: Final = "asked"
RETENTION: Final = "retention"
JOB: Final = "home.erase"


class Suspended(Conflict):
    """A dispute goes on about what was to be erased."""

    code = "erasure-suspended"
    message = _l("L’effacement est suspendu pour litige : levez d’abord la suspension.")


def what_is(kind: str) -> Erasable:
    """The kind of thing of this name."""
    found: Erasable | None = one_of(KINDS, kind)
    if found is None:
        raise NotFound
    return found


def erase(
    actor: Actor, kind: str, subject_id: UUID, reason: str = "", because: str = ASKED
) -> None:
    """Erase one thing and write it into the register."""
    row = _row(kind, subject_id, because)
    if row.held_at is not None:
        raise Suspended
    told = {name for one in all_of(HEARERS) for name in one.of(kind, subject_id)}
    facts = what_is(kind).erase(actor, subject_id)
    row = _row(kind, subject_id, because)  # what was erased took the session's rows with it
    row.erased_at, row.by, row.reason = clock.now(), actor.account_id, reason
    row.facts = {**row.facts, **facts}
    session.flush()
    announce(SubjectErased(kind, subject_id, row.erased_at, dict(row.facts), tuple(sorted(told))))
    _tell_file(row)


def suspend(actor: Actor, kind: str, subject_id: UUID, because: str) -> None:
    """Nothing is erased while a dispute goes on, whoever asks."""
    row = _row(kind, subject_id, ASKED)
    row.due_on = row.due_on or clock.today()
    if row.held_at is None and row.erased_at is None:
        row.held_at, row.held_because, row.by = clock.now(), because, actor.account_id
        _note(actor, row, "erasure.suspended", because)


def resume(actor: Actor, kind: str, subject_id: UUID) -> None:
    """The dispute is over."""
    row = _standing(kind, subject_id)
    if row.held_at is not None:
        row.held_at, row.held_because, row.by = None, "", actor.account_id
        _note(actor, row, "erasure.resumed")
        if row.because == ASKED:  # it was to be erased by nobody: the line stood for the dispute
            session.delete(row)


def order_due() -> None:
    """Ask for the erasure of what has come to its end (work of the clock)."""
    due = select(Erasure).where(
        Erasure.because == RETENTION,
        Erasure.erased_at.is_(None),
        Erasure.held_at.is_(None),
        Erasure.due_on <= clock.today(),
    )
    for row in session.scalars(due.order_by(Erasure.due_on).limit(1000)):
        args = {"kind": row.kind, "id": str(row.subject_id)}
        once = f"erase:{row.kind}:{row.subject_id}:{clock.today()}"
        jobs.enqueue(JOB, args, once=once)


def erase_due(job: Taken) -> None:
    """One of them, unless it was suspended, reopened or given more time since."""
    kind, subject_id = str(job.args["kind"]), UUID(str(job.args["id"]))
    row = session.get(Erasure, (kind, subject_id), with_for_update=True, populate_existing=True)
    if row is None or row.erased_at or row.held_at or not row.due_on:
        return
    still: Any = getattr(what_is(kind), "still_due", None)
    if row.due_on > clock.today() or still is None or not still(subject_id):
        return
    erase(HOUSE, kind, subject_id, because=RETENTION)


def replay(found: Iterable[Tombstone]) -> int:
    """Erase again what an older backup has brought back; how many there were.

    What the backup does not know is written down all the same: a still older one may.
    """
    count = 0
    for one in found:
        row = session.get(Erasure, (one.kind, one.subject_id))
        if row is not None and row.erased_at is not None:
            continue
        row = _row(one.kind, one.subject_id, one.because)
        row.held_at = None  # it was erased after the dispute
        session.flush()
        try:
            erase(HOUSE, one.kind, one.subject_id, because=one.because)
            count += 1
        except NotFound:
            row = _row(one.kind, one.subject_id, one.because)
        row = _row(one.kind, one.subject_id, one.because)
        row.erased_at = one.at
        session.flush()
    return count


def _row(kind: str, subject_id: UUID, because: str) -> Erasure:
    """The line of the register, under lock, made when there is none."""
    session.execute(
        insert(Erasure)
        .values(kind=kind, subject_id=subject_id, because=because, facts={}, noted_at=clock.now())
        .on_conflict_do_nothing()
    )
    return _standing(kind, subject_id)


def _standing(kind: str, subject_id: UUID) -> Erasure:
    row = session.get(Erasure, (kind, subject_id), with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def _note(actor: Actor, row: Erasure, act: str, reason: str | None = None) -> None:
    facts: Mapping[str, Any] = {"kind": row.kind, **row.facts}
    history.record(actor, "erasure", row.subject_id, act, facts=facts, reason=reason)


def _tell_file(row: Erasure) -> None:
    """Behind the commit: a file beside the database, for backups made before."""
    line = Tombstone(row.kind, row.subject_id, row.erased_at or clock.now(), row.because)
    work = current_work()
    if work is not None:
        work.after_commit.append(lambda: erased_file.append([line]))
