"""What other programs are told leaves in order, one message after the other (FAULTS R-20).

Each connector has a line. What stands first is tried again over about a day; then the line stops,
nothing of it is lost, administrators are told, and it goes on from where it stood once one of them
switches it on again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from accounts import queries as accounts
from catalogue import journal
from catalogue.connector_notices import tell_of_stop
from catalogue.journal import SEND
from catalogue.outbound_models import OutboundDelivery, OutboundLine
from catalogue.signing import signatures
from core import clock, jobs
from core.canonical import canonical
from core.database import session
from core.outbound import OutboundFailed, OutboundRefused, operator_allows, post
from schemas import queries as schemas

#: Waits after each failed try, about a day in all.
WAITS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=16),
)
_DONE: Final = range(200, 300)
_GONE: Final = 410
#: Events of the journal taken over at once.
_FEED: Final = 50
#: Seconds after which a line that somebody else is at is looked at again.
_BUSY: Final = 5.0
KEPT: Final = timedelta(days=90)


def hand_over(
    connector: str,
    *,
    once: str,
    kind: str,
    ref: str,
    body: Mapping[str, Any],
    event_id: int | None = None,
    ring: bool = True,
) -> None:
    """Put a message at the end of a line, once; `ring`: have it sent behind the commit."""
    found = session.scalar(
        insert(OutboundDelivery)
        .values(
            connector=connector,
            once=once,
            kind=kind,
            ref=ref,
            body=dict(body),
            event_id=event_id,
            created_at=clock.now(),
            tries=0,
            error="",
        )
        .on_conflict_do_nothing(index_elements=["once"])
        .returning(OutboundDelivery.id)
    )
    if found is not None and ring:
        jobs.enqueue(SEND, {"connector": connector}, once=f"webhook:{once}")


def send(job: jobs.Taken) -> bool:
    """One message of the line, in a transaction of its own; whether there may be more."""
    connector = str(job.args["connector"])
    if "body" in job.args:  # written by the house of before lines
        body = job.args["body"]
        hand_over(
            connector,
            once=str(job.args["once"]),
            kind="circuit.move",
            ref=str(body.get("request", "")),
            body=body,
            ring=False,
        )
    line, live = line_of(connector, lock=True), schemas.live("connector", connector)
    if line is None:
        raise jobs.PutOff(_BUSY, "another worker is at this line")
    if live is None or line.disabled_at is not None or _rests(line):
        return False
    first = session.scalar(
        select(OutboundDelivery)
        .where(OutboundDelivery.connector == connector, OutboundDelivery.done_at.is_(None))
        .order_by(OutboundDelivery.id)
        .limit(1)
    )
    if first is None:
        return _feed(line)
    return _try(line, live.body["url"], first)


def line_of(connector: str, *, lock: bool = False) -> OutboundLine | None:
    """The state of a connector, made when it is first asked for; None when it is held elsewhere."""
    session.execute(
        insert(OutboundLine)
        .values(connector=connector, kinds=[], cursor=0, generation=0, tries=0, disabled_because="")
        .on_conflict_do_nothing(index_elements=["connector"])
    )
    query = select(OutboundLine).where(OutboundLine.connector == connector)
    if lock:
        query = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return session.scalar(query)


def stop(line: OutboundLine, because: str) -> None:
    """No more is sent until an administrator says so."""
    line.disabled_at, line.disabled_because = clock.now(), because
    line.next_at = None


def _rests(line: OutboundLine) -> bool:
    return line.next_at is not None and line.next_at > clock.now()


def _feed(line: OutboundLine) -> bool:
    """Take over the next events that the account of the line may see."""
    if line.account_id is None:
        return False
    newest = journal.last_number()
    if newest <= line.cursor:
        return False
    reader = accounts.actor_of(line.account_id, via="job")
    found = journal.for_reader(reader, line.cursor, _FEED, tuple(line.kinds), upto=newest)
    for told in found:
        hand_over(
            line.connector,
            once=f"event:{told.event.id}:{line.connector}",
            kind=told.event.kind,
            ref=told.ref,
            body=journal.shape(told),
            event_id=told.event.id,
            ring=False,
        )
    line.cursor = found[-1].event.id if len(found) == _FEED else newest
    return bool(found)


def _try(line: OutboundLine, url: str, message: OutboundDelivery) -> bool:
    body, stamp = canonical(message.body).encode(), str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Preau",
        "Idempotency-Key": message.once,
        "X-Preau-Event": message.kind,
        "X-Preau-Timestamp": stamp,
        "X-Preau-Signature": signatures(line, stamp, body),
    }
    message.tries += 1
    message.last_at, message.status, message.error = clock.now(), None, ""
    try:
        answer = post(url, body, headers, allowed=operator_allows())
    except OutboundRefused:
        message.error = "OutboundRefused"
        return _stopped(line, "address")
    except OutboundFailed as fault:
        message.error = str(fault)[:100]
        return _again(line)
    message.status = answer.status
    if answer.status in _DONE:
        message.done_at, message.body = clock.now(), None
        line.tries, line.next_at = 0, None
        return True
    return _stopped(line, "gone") if answer.status == _GONE else _again(line)


def _again(line: OutboundLine) -> bool:
    """Later, the same message first; never once the day is over."""
    line.tries += 1
    if line.tries > len(WAITS):
        return _stopped(line, "silent")
    line.next_at = clock.now() + WAITS[line.tries - 1]
    jobs.enqueue(SEND, {"connector": line.connector}, at=line.next_at)
    return False


def _stopped(line: OutboundLine, because: str) -> bool:
    stop(line, because)
    tell_of_stop(line)
    return False


def sweep() -> None:
    """Forget what arrived long ago, and ring for what waits (work of the clock)."""
    old = clock.now() - KEPT
    session.execute(delete(OutboundDelivery).where(OutboundDelivery.done_at < old))
    waiting = (
        select(OutboundDelivery.connector)
        .outerjoin(OutboundLine, OutboundLine.connector == OutboundDelivery.connector)
        .where(
            OutboundDelivery.done_at.is_(None),
            OutboundLine.disabled_at.is_(None),
            OutboundLine.next_at.is_(None),
        )
        .distinct()
    )
    for connector in session.scalars(waiting).all():
        jobs.enqueue(SEND, {"connector": connector})
    journal.sweep()
