"""Records by their ids, of any kind: which of them a person may hear of."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from core.actor import Actor
from core.database import session
from registry.domain.entity import Entity
from registry.domain.rights import ARCHIVE, RESTRICTED, WRITE
from registry.models import RecordIndex
from registry.queries import gate
from registry.queries.entities import live_entities
from registry.queries.rows import ways


def reached(actor: Actor, ids: Sequence[UUID]) -> set[UUID]:
    """Those of `ids` that are in reach, active ones only: one query for each entity."""
    found: set[UUID] = set()
    for entity in live_entities():
        clause = gate.reach(actor, entity)
        found.update(
            session.scalars(
                select(RecordIndex.record_id).where(RecordIndex.record_id.in_(ids), clause)
            )
        )
    return found


def open_states(actor: Actor, entity: Entity) -> list[str]:
    """The states whose records this person may list somewhere: archived ones for who could bring
    them back, limited ones for who may limit access."""
    rights = gate.rights_on(actor, entity)
    found = ["active"]
    if actor.system or any(ways(rights, (), action) for action in (WRITE, ARCHIVE)):
        found.append("archived")
    if actor.system or actor.scopes_for(RESTRICTED):
        found.append("restricted")
    return found
