"""Changes that wait for an answer, as each person may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.actor import Actor
from core.database import session
from registry.domain.entity import Entity, EntityField
from registry.domain.rights import WRITE, Access
from registry.errors import UnknownRecord
from registry.models import Record, RecordIndex, RecordProposal
from registry.queries import gate
from registry.queries.entities import live_entities
from registry.queries.watchers import reaching

MOST_LOOKED_AT, MOST_COUNTED = 500, 100


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a proposal: what it held then, what it holds now, what is asked."""

    field: EntityField
    old: Any
    now: Any
    new: Any
    answer: str
    #: The reader may write this field, hence answer.
    mine_to_answer: bool

    @property
    def has_moved(self) -> bool:
        """Somebody changed the field since: the proposal was about another value."""
        return not self.answer and self.old != self.now


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with the fields its reader may read."""

    proposal: RecordProposal
    record: Record
    fields: tuple[Asked, ...]

    @property
    def to_answer(self) -> bool:
        """Whether something waits for this reader."""
        return any(one.mine_to_answer for one in self.fields)


def proposals_on(actor: Actor, entity: Entity, record: Record) -> list[Proposed]:
    """Those about a record that wait for somebody, for who may answer and for their author."""
    held = gate.access(actor, entity, record)
    rows = session.scalars(
        select(RecordProposal)
        .where(RecordProposal.record_id == record.id, RecordProposal.state == "open")
        .order_by(RecordProposal.made_at)
    )
    found = (_seen(entity, record, row, held) for row in rows)
    return [p for p in found if p.fields and (p.to_answer or _by(actor, p.proposal))]


def answerers(entity: Entity, record: Record, proposal: RecordProposal) -> list[UUID]:
    """Who may write one of the fields that are asked about, hence answer."""
    asked = {change["field"] for change in proposal.patch if not change["answer"]}
    return [
        one.account_id
        for one in reaching(record.scope_path or "")
        if one.account_id and asked & gate.access(one, entity, record).writes
    ]


def may_answer(actor: Actor) -> bool:
    """Whether some rule lets this person write some field somewhere: no look at records."""
    return actor.system or any(
        rule.writes and rights.gives(share, rule, WRITE)
        for entity in live_entities()
        for rights in (gate.rights_on(actor, entity),)
        for share in rights.shares
        for rule in share.rules
    )


def waiting_count(actor: Actor) -> int:
    """How many wait for this person, for the menu: of the oldest hundred at most."""
    return len(waiting(actor, looked_at=MOST_COUNTED))


def waiting(actor: Actor, limit: int = 100, *, looked_at: int = MOST_LOOKED_AT) -> list[Proposed]:
    """Open proposals in reach that this person may answer, the oldest first."""
    found: list[Proposed] = []
    for entity in live_entities():
        rights = gate.rights_on(actor, entity)
        if not actor.system and not any(rule.writes for s in rights.shares for rule in s.rules):
            continue
        rows = session.execute(
            select(RecordProposal, Record)
            .join(
                RecordIndex,
                (RecordIndex.record_id == RecordProposal.record_id)
                & (RecordIndex.entity == RecordProposal.entity),
            )
            .join(Record, (Record.id == RecordIndex.record_id) & (Record.entity == entity.key))
            .where(RecordProposal.state == "open", gate.reach(actor, entity))
            .order_by(RecordProposal.made_at)
            .limit(looked_at)
        )
        for row, record in rows:
            seen = _seen(entity, record, row, rights.access(gate.thing_of(record)))
            found += [seen] if seen.to_answer else []
    return sorted(found, key=lambda seen: seen.proposal.made_at)[:limit]


def proposal_for(actor: Actor, entity: Entity, record: Record, proposal_id: UUID) -> RecordProposal:
    """An open proposal about a record, for who may answer it or made it."""
    for seen in proposals_on(actor, entity, record):
        if seen.proposal.id == proposal_id:
            return seen.proposal
    raise UnknownRecord


def _seen(entity: Entity, record: Record, row: RecordProposal, held: Access) -> Proposed:
    shown = [_asked(entity.fields[c["field"]], c, record, held) for c in row.patch
             if c["field"] in entity.fields and c["field"] in held.reads]  # fmt: skip
    return Proposed(row, record, tuple(shown))


def _asked(field: EntityField, change: Mapping[str, Any], record: Record, held: Access) -> Asked:
    answer = str(change["answer"])
    return Asked(
        field, change["old"], record.data.get(field.key), change["new"], answer,
        mine_to_answer=not answer and field.key in held.writes,
    )  # fmt: skip


def _by(actor: Actor, proposal: RecordProposal) -> bool:
    return actor.account_id is not None and proposal.made_by == actor.account_id
