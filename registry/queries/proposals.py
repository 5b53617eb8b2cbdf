"""Proposed changes as each person may see them: of one record, of one’s own, of all in reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.actor import Actor
from core.database import session
from registry.domain.entity import Entity, EntityField
from registry.domain.rights import Access
from registry.domain.verdicts import Change, changes_of
from registry.errors import UnknownProposal, UnknownRecord
from registry.models import Record, RecordProposal
from registry.permissions import Permission
from registry.queries import gate
from registry.queries.circuits import decidable, functions_of, is_author
from registry.queries.entities import live_entity

#: A chain of merges is followed so far.
_MOST_MERGES = 10
_WORKS_HERE = (Permission.RECORDS_READ, Permission.RECORDS_WRITE, Permission.RECORDS_DECIDE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a proposal: what it held then, what it holds now, what is asked."""

    field: EntityField
    change: Change
    now: Any
    #: The reader may decide on this field, where the proposal stands.
    mine_to_answer: bool

    @property
    def old(self) -> Any:
        """What the record held when the change was asked."""
        return self.change.old

    @property
    def new(self) -> Any:
        """What is asked."""
        return self.change.new

    @property
    def answer(self) -> str:
        """ "" while the proposal is open."""
        return self.change.answer

    @property
    def has_moved(self) -> bool:
        """Somebody changed the field since: it must be chosen again."""
        return self.change.has_moved(self.now)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with the fields its reader may read."""

    proposal: RecordProposal
    #: The record it would change: the successor of one that was merged into another.
    record: Record
    entity: Entity
    access: Access
    fields: tuple[Asked, ...]
    #: Functions of the circuit the reader holds.
    functions: frozenset[str]
    is_mine: bool
    #: Some of its fields are closed to the reader.
    is_partial: bool

    @property
    def label(self) -> str:
        """What the reader may call the record."""
        return gate.named(self.entity, self.record, self.access.reads)

    @property
    def to_answer(self) -> bool:
        """Whether something waits for this reader."""
        awaited = set(self.proposal.waiting_functions) & self.functions
        return bool(awaited) and (self.is_mine or any(one.mine_to_answer for one in self.fields))


def target_of(proposal: RecordProposal) -> Record | None:
    """The record a proposal would change; None when it is gone. A merge redirects."""
    found = session.get(Record, (proposal.entity, proposal.record_id))
    for _ in range(_MOST_MERGES):
        if found is None or found.state != "merged" or found.successor_id is None:
            break
        found = session.get(Record, (proposal.entity, found.successor_id))
    return found


def seen_proposal(
    actor: Actor, proposal: RecordProposal, record: Record, entity: Entity, held: Access
) -> Proposed | None:
    """What this person sees of a proposal; None when it is closed to them."""
    changes = [c for c in changes_of(proposal.patch) if c.field in entity.fields]
    mine = is_author(actor, proposal)
    works_here = any(actor.holds(permission, record.scope_path) for permission in _WORKS_HERE)
    if not (mine or works_here) or not any(c.field in held.reads for c in changes):
        return None
    open_to = decidable(actor, entity, record, proposal, held)
    shown = tuple(
        Asked(entity.fields[c.field], c, record.data.get(c.field), c.field in open_to)
        for c in changes
        if c.field in held.reads
    )
    return Proposed(
        proposal, record, entity, held, shown,
        functions_of(actor, entity, record, proposal, held), mine,
        is_partial=len(shown) < len(proposal.patch),
    )  # fmt: skip


def proposal_seen(actor: Actor, proposal_id: UUID, *, lock: bool = False) -> Proposed:
    """The only door to one proposal: absent and forbidden look alike."""
    query = select(RecordProposal).where(RecordProposal.id == proposal_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    proposal = session.scalar(query)
    record = target_of(proposal) if proposal is not None else None
    if proposal is None or record is None:
        raise UnknownProposal
    entity = live_entity(record.entity)
    seen = seen_proposal(actor, proposal, record, entity, gate.access(actor, entity, record))
    if seen is None:
        raise UnknownProposal
    return seen


def proposals_on(actor: Actor, entity: Entity, record: Record) -> list[Proposed]:
    """The open ones about a record, the oldest first, for who reads what they ask about."""
    held = gate.access(actor, entity, record)
    rows = session.scalars(
        select(RecordProposal)
        .where(RecordProposal.record_id == record.id, RecordProposal.state == "open")
        .order_by(RecordProposal.made_at, RecordProposal.id)
    )
    found = (seen_proposal(actor, row, record, entity, held) for row in rows)
    return [seen for seen in found if seen is not None]


def proposal_for(actor: Actor, entity: Entity, record: Record, proposal_id: UUID) -> RecordProposal:
    """An open proposal about a record, for who sees it there."""
    for seen in proposals_on(actor, entity, record):
        if seen.proposal.id == proposal_id:
            return seen.proposal
    raise UnknownRecord


def proposals_named(ids: Mapping[UUID, Any] | set[UUID]) -> dict[UUID, RecordProposal]:
    """Proposals by id, without a look at rights: what history says came of them."""
    if not ids:
        return {}
    rows = session.scalars(select(RecordProposal).where(RecordProposal.id.in_(list(ids))))
    return {row.id: row for row in rows}


def own_proposals(actor: Actor, limit: int, before: UUID | None = None) -> Iterator[RecordProposal]:
    """What this person asked for, the newest first."""
    if actor.account_id is None:
        return iter(())
    query = select(RecordProposal).where(RecordProposal.made_by == actor.account_id)
    if before is not None:
        query = query.where(RecordProposal.id < before)
    return iter(session.scalars(query.order_by(RecordProposal.id.desc()).limit(limit)))


def rivals(proposal: RecordProposal, key: str) -> list[tuple[RecordProposal, Any]]:
    """Other open proposals about one field of the record, with what they ask; the caller reads
    the field."""
    record = target_of(proposal)
    ids = {proposal.record_id, *([record.id] if record else ())}
    rows = session.scalars(
        select(RecordProposal)
        .where(
            RecordProposal.record_id.in_(ids),
            RecordProposal.state == "open",
            RecordProposal.id != proposal.id,
        )
        .order_by(RecordProposal.id)
    )
    return [(row, c.value) for row in rows for c in changes_of(row.patch) if c.field == key]
