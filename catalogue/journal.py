"""What happened to requests, in one order, for programs: written once it is sure, read with rights.

Numbers are given by whoever delivers an event, under a lock that ends with the commit: they appear
in their order, so a reader who goes on from the last one it saw never misses any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, text, true
from sqlalchemy.dialects.postgresql import insert

from catalogue import profiles
from catalogue.events import RequestMessagePosted, RequestRemapped, RequestSubmitted
from catalogue.models import Request
from catalogue.outbound_models import JournalEvent, OutboundLine
from catalogue.permissions import Permission
from catalogue.queries import reachable
from catalogue.standing import KIND
from core import clock, jobs
from core.actor import Actor
from core.database import session
from core.events import after
from core.i18n import _l
from core.paging import COUNT_BOUND
from workflows.events import Moved, MoveUndone, Voted

#: Job that sends what a connector is to hear (`catalogue.sending`).
SEND: Final = "catalogue.webhook"
#: Kinds of events → what administrators read.
KINDS: Final[Mapping[str, Any]] = {
    "request.submitted": _l("Une demande est déposée"),
    "request.moved": _l("Une demande change d’étape"),
    "request.move-undone": _l("Un changement d’étape est annulé"),
    "request.carried": _l("Une demande passe à une nouvelle version de son circuit"),
    "request.voted": _l("Un visa est donné (côté service)"),
    "message.posted": _l("Un message est écrit dans une demande"),
}
_LOCK: Final = text("SELECT pg_advisory_xact_lock(7307, 0)")
#: How long an event can be read and sent again.
KEPT: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Told:
    """An event with what names its request."""

    event: JournalEvent
    ref: str
    service: str


def for_reader(
    actor: Actor, after_id: int, limit: int, kinds: Sequence[str] = (), upto: int | None = None
) -> list[Told]:
    """Events past a number that this person may see today, in order."""
    rows = session.execute(
        select(JournalEvent, Request.reference, Request.provisional, Request.service_key)
        .join(Request, Request.id == JournalEvent.request_id)
        .where(
            *_asked(actor, after_id, kinds),
            true() if upto is None else JournalEvent.id <= upto,
        )
        .order_by(JournalEvent.id)
        .limit(limit)
    )
    return [Told(event, ref or draft, service) for event, ref, draft, service in rows]


def count_for_reader(actor: Actor, after_id: int, kinds: Sequence[str] = ()) -> tuple[int, bool]:
    """How many there are past a number; past 1 000 it only says that there are more."""
    some = (
        select(JournalEvent.id)
        .join(Request, Request.id == JournalEvent.request_id)
        .where(*_asked(actor, after_id, kinds))
        .limit(COUNT_BOUND + 1)
        .subquery()
    )
    count = session.scalar(select(func.count()).select_from(some)) or 0
    return min(count, COUNT_BOUND), count > COUNT_BOUND


def _asked(actor: Actor, after_id: int, kinds: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    kind = JournalEvent.kind.in_(kinds) if kinds else true()
    return JournalEvent.id > after_id, kind, _open_to(actor, JournalEvent.internal.is_(False))


def both_sides(actor: Actor) -> ColumnElement[bool]:
    """Requests of which this person is told something."""
    return _open_to(actor, true())


def _open_to(actor: Actor, to_both: ColumnElement[bool]) -> ColumnElement[bool]:
    """The gates of the desk and of one's establishments: nothing else lists requests."""
    agency = reachable(actor)
    if not (actor.holds(Permission.REQUESTS_FILE) or actor.holds(Permission.REQUESTS_FOLLOW)):
        return agency
    paths = [profile.scope_path for profile in profiles.profiles_of(actor)]
    own = and_(Request.scope_path.in_(paths), to_both)
    return or_(agency, own)


def last_number() -> int:
    """The newest event there is."""
    return session.scalar(select(func.max(JournalEvent.id))) or 0


def number_before(moment: datetime) -> int:
    """The newest event of before an instant."""
    found = select(func.max(JournalEvent.id)).where(JournalEvent.at < moment)
    return session.scalar(found) or 0


def shape(told: Told) -> dict[str, Any]:
    """An event as programs read it, whether they ask or are told."""
    return {
        "id": str(told.event.id),
        "at": told.event.at.isoformat(),
        "kind": told.event.kind,
        "request": told.ref,
        "service": told.service,
        "data": dict(told.event.facts),
    }


@after(RequestSubmitted)
def note_submission(event: RequestSubmitted) -> None:
    """Handed in."""
    _write("request.submitted", event.request_id, f"submitted:{event.request_id}", {})


@after(Moved)
def note_move(event: Moved) -> None:
    """Another status; the very first move of a request is its submission."""
    facts = {"transition": event.transition, "from": event.from_status, "to": event.to_status}
    if event.subject_kind == KIND:
        _write("request.moved", event.subject_id, f"moved:{event.step_id}", facts)


@after(MoveUndone)
def note_undoing(event: MoveUndone) -> None:
    """Only of a move that was told: the others never happened to the outer world."""
    known = select(JournalEvent.id).where(JournalEvent.once == f"moved:{event.step_id}")
    if event.subject_kind == KIND and session.scalar(known) is not None:
        once = f"undone:{event.step_id}"
        _write("request.move-undone", event.subject_id, once, {"step": str(event.step_id)})


@after(RequestRemapped)
def note_carrying(event: RequestRemapped) -> None:
    """A newer version of the circuit, at another place of it."""
    facts = {"to": event.status}
    _write("request.carried", event.request_id, f"carried:{event.run_id}:{event.request_id}", facts)


@after(Voted)
def note_vote(event: Voted) -> None:
    """A visa is told to those who process the request."""
    if event.subject_kind == KIND:
        facts = {"function": event.function, "vote": str(event.vote_id)}
        _write("request.voted", event.subject_id, f"voted:{event.vote_id}", facts, internal=True)


@after(RequestMessagePosted)
def note_message(event: RequestMessagePosted) -> None:
    """Something both sides read; its text is fetched with the rights of who asks for it."""
    facts = {"message": str(event.message_id), "side": event.side}
    _write("message.posted", event.request_id, f"posted:{event.message_id}", facts)


def _write(
    kind: str, request_id: UUID, once: str, facts: Mapping[str, Any], *, internal: bool = False
) -> None:
    if session.get(Request, request_id) is None:
        return
    session.execute(_LOCK)
    number = session.scalar(
        insert(JournalEvent)
        .values(
            at=clock.now(),
            kind=kind,
            request_id=request_id,
            internal=internal,
            facts=dict(facts),
            once=once,
        )
        .on_conflict_do_nothing(index_elements=["once"])
        .returning(JournalEvent.id)
    )
    if number is not None:
        _ring(kind, number)


def _ring(kind: str, number: int) -> None:
    """Wake those who asked to be told."""
    lines = session.execute(
        select(OutboundLine.connector, OutboundLine.kinds).where(
            OutboundLine.account_id.is_not(None), OutboundLine.disabled_at.is_(None)
        )
    )
    for connector, kinds in lines:
        if not kinds or kind in kinds:
            jobs.enqueue(SEND, {"connector": connector}, once=f"webhook:{connector}:{number}")


def sweep() -> None:
    """Forget what is too old to be read again (work of the clock)."""
    session.execute(delete(JournalEvent).where(JournalEvent.at < clock.now() - KEPT))
