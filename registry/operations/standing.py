"""A proposed change as circuits see it: functions held, facts, guards, what bars its acceptance."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from accounts import queries as accounts
from core import clock
from core.actor import Actor
from core.canonical import canonical
from core.errors import Invalid
from registry.domain.casting import answered
from registry.domain.entity import Entity
from registry.domain.verdicts import changes_of
from registry.models import Record, RecordProposal
from registry.operations.checking import problems_in
from registry.queries import gate
from registry.queries.circuits import (
    KIND,
    bridge_of,
    functions_of,
    rule_of,
    sha_of,
    stands_in_of,
)
from schemas import queries as schemas
from schemas.domain.conditions import Facts, Reason, Types
from workflows.domain.calendars import Calendar, Place, at
from workflows.domain.circuit import Circuit, Kind
from workflows.domain.guards import Guards, guards_for
from workflows.standing import Standing

ACCEPTED: Final = "accepted"
_REQUEST: Final = {
    "type": "object",
    "properties": {"status": {"type": "string"}, "number": {"type": "string"},
                   "submitted_at": {"type": "string", "format": "date-time"}},
}  # fmt: skip
_ACTOR: Final = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "email": {"type": "string"},
                   "roles": {"type": "array", "items": {"type": "string"}}},
}  # fmt: skip


def standing_of(
    actor: Actor, proposal: RecordProposal, record: Record, entity: Entity, *, judged: bool = True
) -> Standing:
    """Everything a decision about this proposal depends on, for this person; not `judged`, without
    what bars its acceptance: what a page offers is judged when it is asked for."""
    bridge, held = bridge_of(proposal), gate.access(actor, entity, record)
    functions = functions_of(actor, entity, record, proposal, held)
    path, rule = record.scope_path or "", rule_of(entity, proposal)
    return Standing(
        kind=KIND,
        bridge=bridge,
        functions=functions,
        stands_in=stands_in_of(actor, rule, path, functions),
        facts=facts_of(actor, proposal, record, held.reads),
        guards=_guards(bridge.circuit, sha_of(proposal), entity),
        checks={"form.complete": ()},  # what is proposed was judged when it was
        arrivals=_arrivals(bridge.circuit, proposal, record, entity) if judged else {},
        answers_sha256=answers_sha256(proposal),
        submitted_at=proposal.made_at,
        calendars=_calendars(record),
    )


def as_proposed(record: Record, proposal: RecordProposal) -> dict[str, Any]:
    """The record as it would be with all that nobody refused."""
    changes = {c.field: c.value for c in changes_of(proposal.patch) if c.goes_in}
    together = {**record.data, **changes}
    return answered(together)


def answers_sha256(proposal: RecordProposal) -> str:
    """What votes are about: the values that would be written."""
    values = {c.field: c.value for c in changes_of(proposal.patch)}
    return hashlib.sha256(canonical(values).encode()).hexdigest()


def facts_of(
    actor: Actor, proposal: RecordProposal, record: Record, reads: frozenset[str]
) -> Facts:
    """What guards may name; no reason spells a field its reader does not read."""
    data = as_proposed(record, proposal)
    names = {
        "data": data,
        "request": {"status": proposal.status, "number": proposal.number or "",
                    "submitted_at": proposal.made_at.isoformat()},
        "actor": {"name": actor.name, "email": actor.email,
                  "roles": sorted({grant.role for grant in actor.grants})},
    }  # fmt: skip
    closed = frozenset(f"data.{key}" for key in data if key not in reads)
    return Facts(names=names, today=clock.today(), now=clock.now(), withheld=closed)


def types_of(entity: Entity) -> Types:
    """What the guards of a circuit may name for changes of this entity."""
    return Types.merge(
        Types.of_schema(entity.schema, "data"),
        Types.of_schema(_REQUEST, "request"),
        Types.of_schema(_ACTOR, "actor"),
    )


def _guards(circuit: Circuit, sha: str, entity: Entity) -> Guards:
    """A guard that names what the entity does not have is not compiled: its move says so."""
    try:
        return guards_for(circuit, (sha, f"entity:{entity.schema_sha}"), lambda: types_of(entity))
    except Invalid:
        return Guards()


def _calendars(record: Record) -> Mapping[str, Calendar]:
    """As they hold where the record stands, as far as it tells."""
    place = Place(str(record.data.get("departement") or ""), str(record.data.get("academie") or ""))
    live = schemas.live_all("calendar")
    return at(place, {version.key: Calendar.of(version.body) for version in live})


def _arrivals(
    circuit: Circuit, proposal: RecordProposal, record: Record, entity: Entity
) -> Mapping[str, tuple[Reason, ...]]:
    """Reasons against each end that writes, and each status that may lead there by itself."""
    barred = obstacles(proposal, record, entity)
    if not barred:
        return {}
    return {
        status.key: barred
        for status in circuit.statuses
        if status.outcome == ACCEPTED or status.kind is Kind.AUTOMATIC
    }


def obstacles(proposal: RecordProposal, record: Record, entity: Entity) -> tuple[Reason, ...]:
    """Why what is proposed cannot be written now."""
    if record.state != "active":
        return (Reason("change.record-out"),)
    changes = [c for c in changes_of(proposal.patch) if c.field in entity.fields and c.goes_in]
    if not changes:
        return (Reason("change.nothing"),)
    found = []
    if any(c.has_moved(record.data.get(c.field)) for c in changes):
        found.append(Reason("change.moved"))
    if _unfounded(proposal, record, entity):
        found.append(Reason("change.author-lost"))
    if problems_in(entity, as_proposed(record, proposal)):
        found.append(Reason("change.invalid"))
    return tuple(found)


def _unfounded(proposal: RecordProposal, record: Record, entity: Entity) -> bool:
    """Whether a field is asked by somebody who may not ask it any more, and nobody who may write
    it has taken it over (FAULTS A-14)."""
    lost = lost_fields(proposal, record, entity)
    changes = [c for c in changes_of(proposal.patch) if c.field in lost and c.goes_in]
    return any(
        c.standing is None or c.field not in _writes(c.standing.by, record, entity) for c in changes
    )


def lost_fields(proposal: RecordProposal, record: Record, entity: Entity) -> frozenset[str]:
    """The fields whose author has lost the right to ask for them. The house has all of them."""
    if proposal.source or proposal.made_by is None:
        return frozenset()
    author = accounts.actor_of(proposal.made_by)
    held = gate.access(author, entity, record)
    asked = {str(change["field"]) for change in proposal.patch}
    return frozenset(asked - held.proposes - held.writes)


def _writes(account: str, record: Record, entity: Entity) -> frozenset[str]:
    if not account:  # the house itself
        return frozenset(entity.fields)
    return gate.access(accounts.actor_of(UUID(account)), entity, record).writes
