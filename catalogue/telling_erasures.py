"""Programs that were told of somebody hear that it was erased: ids, nothing else (RGPD, art. 19).

Told by a line of `catalogue.sending`, whatever kinds of events it chose: it is no choice. The
journal says nothing of it: it is read through requests, and this one is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from accounts import queries as accounts
from accounts.permissions import Permission as Accounts
from catalogue import journal
from catalogue.models import OutboundDelivery, OutboundLine, Request
from catalogue.permissions import Permission
from catalogue.sending import hand_over
from catalogue.standing import KIND
from core.actor import Actor
from core.database import session
from core.erasing import SubjectErased
from core.events import during
from core.i18n import _l
from registry import queries as registry
from schemas import queries as schemas

#: Kinds of messages → what administrators read.
KINDS: Final[Mapping[str, Any]] = {
    "request.erased": _l("Une demande est effacée"),
    "record.erased": _l("Une fiche est effacée"),
    "account.erased": _l("Un compte est effacé"),
}


class Programs:
    """Fills `core.erasing_hearers`: connectors in service that may have been told of a thing."""

    key = "programs"

    def of(self, kind: str, subject_id: UUID) -> Iterable[str]:
        """By what their account may read, what was sent to them, what the circuit sends."""
        found = set(_readers(kind, subject_id))
        if kind == KIND:
            found |= set(_told_by_circuits(subject_id))
        return sorted(key for key in found if schemas.live("connector", key) is not None)


@during(SubjectErased)
def tell(event: SubjectErased) -> None:
    """In the transaction of the erasure: told once, or not erased."""
    number = str(event.facts.get("number", ""))
    body = {"kind": f"{event.kind}.erased", "at": event.at.isoformat(), **_named(event)}
    for connector in event.told:
        once = f"erased:{event.kind}:{event.subject_id}:{connector}"
        hand_over(connector, once=once, kind=str(body["kind"]), ref=number, body=body)


def _named(event: SubjectErased) -> dict[str, Any]:
    """As the other messages name it."""
    data = {"id": str(event.subject_id)}
    if event.kind == KIND:
        names = {"request": event.facts["number"], "service": event.facts["service"]}
        return {**names, "data": data}
    entity = event.facts.get("entity")
    return {"data": {**data, "entity": entity} if entity else data}


def _readers(kind: str, subject_id: UUID) -> Iterator[str]:
    reads = READS.get(kind)
    if reads is None:
        return
    lines = session.execute(select(OutboundLine.connector, OutboundLine.account_id)).all()
    for connector, account in lines:
        if account is not None and reads(accounts.actor_of(account, via="job"), subject_id):
            yield connector


def _reads_request(reader: Actor, request_id: UUID) -> bool:
    query = select(Request.id).where(
        Request.id == request_id, Request.submitted_at.is_not(None), journal.both_sides(reader)
    )
    return session.scalar(query) is not None


def _reads_people(reader: Actor, _account_id: UUID) -> bool:
    """Requests name who files and who processes them."""
    return any(reader.holds(one) for one in NAMING)


def _told_by_circuits(request_id: UUID) -> Iterator[str]:
    request = session.get(Request, request_id)
    if request is None or request.workflow_version_id is None:
        return
    names = [name for name in (request.reference, request.provisional) if name]
    sent = select(OutboundDelivery.connector).where(OutboundDelivery.ref.in_(names)).distinct()
    yield from session.scalars(sent)
    circuit = schemas.version(request.workflow_version_id)
    yield from _named_in(circuit.body)


def _named_in(value: Any) -> Iterator[str]:
    """Connectors that a circuit speaks to, wherever it does."""
    if isinstance(value, Mapping) and isinstance(value.get("connector"), str):
        yield value["connector"]
    if isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _named_in(inner)


NAMING: Final = (
    Accounts.ACCOUNTS_READ,
    Permission.REQUESTS_PROCESS,
    Permission.REQUESTS_SUPERVISE,
    Permission.REQUESTS_FILE,
    Permission.REQUESTS_FOLLOW,
)
#: Kind → whether this person may read of it today.
READS: Final[Mapping[str, Callable[[Actor, UUID], bool]]] = {
    "request": _reads_request,
    "account": _reads_people,
    "record": registry.reads_record,
}
PROGRAMS: Final = Programs()
