"""The second wall: PostgreSQL shows no personal row to a transaction that does not say who acts.

Each transaction of a session begins with `preau.actor`: the account of the visitor, `house` for
work nobody asked for by a page (jobs, commands, the clock), or nothing. Row-level security then
opens or shuts every table that does not say `OPEN` (FAULTS A-19).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, MetaData, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, SessionTransaction, scoped_session

HOUSE = "house"
NOBODY = ""
#: In `__table_args__`'s `info`: why a table is readable before anybody is known.
OPEN = "open_because"

SAY = "SELECT set_config('preau.actor', %s, true)"
#: Whether rows show is settled when a statement is planned: a plan of one state is none of the
#: other's (core/ddl_0002.py tells why).
FORGET_PLANS = "DISCARD PLANS"

_acting: ContextVar[str | None] = ContextVar("wall_acting", default=None)
#: Says who acts in the web request under way; `core.web`, which stands above, hangs itself here.
visitor: list[Callable[[], str]] = []
_sessions: list[scoped_session[Any]] = []

_SAID, _KNOWN = "preau.said", "preau.known"


def who() -> str:
    """What the database is told of the one who acts here and now."""
    acting = _acting.get()
    if acting is not None:
        return acting
    return visitor[0]() if visitor else HOUSE


@contextmanager
def acting_as(name: UUID | str | None) -> Iterator[None]:
    """Act for somebody in this block: a job for its account, the house at its own door."""
    token = _acting.set(str(name or NOBODY))
    try:
        say_again()
        yield
    except BaseException:
        _acting.reset(token)
        with contextlib.suppress(SQLAlchemyError):  # a transaction that failed shows nothing
            say_again()
        raise
    _acting.reset(token)
    say_again()


def say_again() -> None:
    """Tell the transaction under way, if there is one, when who acts has become another."""
    if not _sessions or not _sessions[0].registry.has():
        return
    here = _sessions[0]()
    if here.info.get(_SAID, who()) != who():
        _say(here, here.connection())


def stand(sessions: scoped_session[Any]) -> None:
    """Tell each transaction of these sessions who acts, from its first moment."""
    _sessions[:] = [sessions]
    event.listen(sessions, "after_begin", _begun)
    event.listen(sessions, "after_transaction_end", _ended)


def _begun(begun: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if not transaction.nested:
        _say(begun, connection)


def _ended(ended: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        ended.info.pop(_SAID, None)


def _say(said: Session, connection: Connection) -> None:
    name = who()
    known = name != NOBODY
    if connection.info.setdefault(_KNOWN, known) is not known:
        connection.exec_driver_sql(FORGET_PLANS)
        connection.info[_KNOWN] = known
    connection.exec_driver_sql(SAY, (name,))
    said.info[_SAID] = name


def protected(metadata: MetaData) -> list[str]:
    """Every table, but those that say why they are open."""
    return sorted(t.name for t in metadata.tables.values() if OPEN not in t.info)


def opened(metadata: MetaData) -> dict[str, Any]:
    """Tables that are readable before anybody is known → why."""
    return {t.name: t.info[OPEN] for t in metadata.tables.values() if OPEN in t.info}
