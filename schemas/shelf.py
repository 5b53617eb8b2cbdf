"""Live definitions kept in the process for as long as nobody publishes anything.

One small read a transaction asks for the epoch, a number that the database draws anew at each
change of a definition (trigger of `schemas.ddl_0002`). Under the same epoch the shelf of this
process is true; a transaction that changes definitions itself reads the tables.

What stands on the shelf is detached and shared: values to read, never to change.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final
from uuid import UUID

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core import steady
from core.database import session
from schemas import bodies
from schemas.models import Definition, DefinitionVersion

EPOCH: Final = steady.DEFINITIONS
MOST_KEPT: Final = 1000
_HERE: Final = "schemas.shelf"

_lock: Final = Lock()


@dataclass(slots=True)
class Shelf:
    """The live versions by kind, and any version by id, under one epoch."""

    epoch: int
    live: dict[str, dict[str, DefinitionVersion]] = field(default_factory=dict)
    by_id: dict[UUID, DefinitionVersion] = field(default_factory=dict)


_shelf: list[Shelf] = []


def live_of(kind: str) -> dict[str, DefinitionVersion] | None:
    """The live versions of a kind by key, in the order of keys; None = ask the tables."""
    shelf = _present()
    if shelf is None:
        return None
    found = shelf.live.get(kind)
    if found is None:
        rows = _read(
            select(DefinitionVersion)
            .join(Definition, Definition.live_id == DefinitionVersion.id)
            .where(Definition.kind == kind)
            .order_by(Definition.key.collate("C"))
        )
        found = {version.key: version for version in rows}
        shelf.live[kind] = found
        _keep(shelf, rows)
    return found


def versions(ids: Collection[UUID]) -> dict[UUID, DefinitionVersion] | None:
    """Published versions by id, one query for those not met yet; None = ask the tables."""
    shelf = _present()
    if shelf is None:
        return None
    missing = [each for each in ids if each not in shelf.by_id]
    read = []
    if missing:
        read = _read(select(DefinitionVersion).where(DefinitionVersion.id.in_(missing)))
        _keep(shelf, read)
    fresh = {version.id: version for version in read}
    known = {each: shelf.by_id.get(each) or fresh.get(each) for each in ids}
    return {each: version for each, version in known.items() if version is not None}


def _present() -> Shelf | None:
    """The shelf this transaction may read; None when it changes definitions or knows no epoch."""
    if _changing():
        session.info[_HERE] = None
    if _HERE not in session.info:
        epoch = steady.steady().epoch
        session.info[_HERE] = _under(epoch) if epoch is not None else None
    shelf: Shelf | None = session.info[_HERE]
    return shelf


def aside() -> None:
    """This transaction has changed definitions by statements: it reads the tables from here on."""
    session.info[_HERE] = None


def _under(epoch: int) -> Shelf:
    with _lock:
        if not _shelf or _shelf[0].epoch != epoch:
            _shelf[:] = [Shelf(epoch)]
        return _shelf[0]


def _changing() -> bool:
    return any(isinstance(one, Definition) for one in (*session.new, *session.dirty))


def _read(query: Any) -> list[DefinitionVersion]:
    """Rows in a session of their own on the same connection: nothing ties them to this act.

    `rollback_only`: within a savepoint, closing it would else take back what the act under way
    wrote meanwhile."""
    on = session.connection()
    with Session(on, autoflush=False, join_transaction_mode="rollback_only") as apart:
        found = list(apart.scalars(query.options(*bodies.LIGHT)))
        bodies.fill(found, apart)
        apart.expunge_all()
    return found


def _keep(shelf: Shelf, read: Collection[DefinitionVersion]) -> None:
    """Drafts change: they are never kept."""
    with _lock:
        if len(shelf.by_id) > MOST_KEPT:
            shelf.by_id.clear()
        shelf.by_id.update({v.id: v for v in read if v.status != "draft"})


def read_afresh() -> None:
    """This transaction has waited for another one: it looks again at what stands now."""
    steady.forget()
    if session.info.get(_HERE) is not None:  # else it changes definitions itself
        del session.info[_HERE]


@event.listens_for(Session, "after_flush")
def _note_change(flushed: Session, _context: Any) -> None:
    touched = (*flushed.new, *flushed.dirty, *flushed.deleted)
    if any(isinstance(one, Definition | DefinitionVersion) for one in touched):
        flushed.info[_HERE] = None


@event.listens_for(Session, "after_transaction_end")
def _forget(ended: Session, transaction: Any) -> None:
    if transaction.parent is None:
        ended.info.pop(_HERE, None)
