"""Session and unit of work: the only module that commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Date, DateTime, MetaData, Text, Uuid, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, SessionTransaction

from core import wall

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

T = TypeVar("T")
R = TypeVar("R")


class Model(DeclarativeBase):
    """Base of every table (a plain base: STACK section 5 tells why)."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: DateTime(timezone=True),
        date: Date(),
        int: BigInteger,
        str: Text,
        UUID: Uuid(),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        list[str]: JSONB,
    }


db = SQLAlchemy(metadata=Model.metadata, session_options={"expire_on_commit": False})
session = cast("Session", db.session)
wall.stand(db.session)


def let_go() -> None:
    """Give the connection of this context back, whatever state it is in."""
    db.session.remove()


@dataclass(slots=True)
class Work:
    """The act under way: what to answer if the very same act is sent again."""

    #: Plain values kept with the idempotency key, e.g. {"location": "/demandes/2026-00412"}.
    outcome: dict[str, Any] = field(default_factory=dict)
    #: Callables run once the transaction is committed (wake-ups; never anything that matters).
    after_commit: list[Any] = field(default_factory=list)


class Ticket(Protocol):
    """An idempotency key taken for the act under way."""

    def keep(self, outcome: dict[str, Any]) -> None:
        """Write what to answer to the same act sent again."""


#: Takes the key of the request under way. `core.idempotency`, which stands on this module, hangs
#: itself here.
ticket_source: list[Callable[[str | None], Ticket | None]] = []

#: Whether whoever acts here only looks: what a page writes in passing is then never saved. The
#: room that lets people look as others hangs itself here.
only_looking: list[Callable[[], bool]] = []

_work: ContextVar[Work | None] = ContextVar("unit_of_work", default=None)


def current_work() -> Work | None:
    """The unit of work that is open here, if any."""
    return _work.get()


@contextmanager
def unit_of_work(*, idempotent: bool = False, act: str | None = None) -> Iterator[Work]:
    """One act, one transaction: leaving the block commits, an exception undoes all of it.

    With `idempotent`, the key of the request (header `Idempotency-Key` or field `_key`) is written
    in the same transaction; the same act sent again raises `core.idempotency.AlreadyDone` with the
    first outcome, another body under the same key is refused (DEFINITIONS section 7).
    """
    if _work.get() is not None:
        message = "units of work do not nest: open them at the edge only"
        raise RuntimeError(message)
    work = Work()
    token = _work.set(work)
    try:
        ticket = None
        if idempotent:
            ticket = ticket_source[0](act)
        yield work
        if ticket is not None:
            ticket.keep(work.outcome)
        if any(looks() for looks in only_looking):
            _leave_unsaved()
            return
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _work.reset(token)
    for call in work.after_commit:
        call()


def _leave_unsaved() -> None:
    """The page is drawn in this transaction, which ends with it."""
    session.flush()
    session.info.pop(_UNSAVED, None)


_UNSAVED = "preau.unsaved"
_REMEMBERED = "preau.remembered"
_KEPT = "preau.kept"


def remembered(key: str, make: Callable[[], T]) -> T:
    """What `make` gives, asked once a transaction and again after anything was written in it."""
    known: dict[str, Any] = session.info.setdefault(_REMEMBERED, {})
    if key not in known:
        known[key] = make()
    value: T = known[key]
    return value


def recalled(key: str) -> Any:
    """What is remembered under this key, or None: nothing is asked."""
    return session.info.get(_REMEMBERED, {}).get(key)


def taken(key: str) -> Any:
    """The same, once: it is forgotten by that."""
    return session.info.get(_REMEMBERED, {}).pop(key, None)


def kept_rows(kind: type[R]) -> list[R]:
    """The rows of a kind that are held until the transaction ends."""
    return [row for row in session.info.get(_KEPT, {}).values() if isinstance(row, kind)]


def kept(row: R) -> R:
    """Hold a row until the transaction ends: the session forgets what nobody holds (weakly kept),
    and would ask for it again."""
    session.info.setdefault(_KEPT, {})[id(row)] = row
    return row


def note_written(where: Session | None = None) -> None:
    """Something was written here, by a statement the session does not see through."""
    info = (where or session).info
    info[_UNSAVED] = True
    info.pop(_REMEMBERED, None)


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        note_written(state.session)


@event.listens_for(Session, "after_flush")
def _note_flush(flushed: Session, _context: Any) -> None:
    note_written(flushed)


@event.listens_for(Session, "after_transaction_end")
def _forget(ended: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:  # committed or undone, either way nothing is left hanging
        for name in (_UNSAVED, _REMEMBERED, _KEPT):
            ended.info.pop(name, None)


def assert_saved() -> None:
    """Fail when something was written outside of any unit of work, which would be lost in silence.

    Asked after each request in tests and debug.
    """
    if not db.session.registry.has():
        return
    changed = [one for one in session.dirty if session.is_modified(one)]
    if session.info.get(_UNSAVED) or session.new or session.deleted or changed:
        message = "changed and never saved: open a unit_of_work around the act"
        raise AssertionError(message)
