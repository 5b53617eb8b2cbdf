"""A record as one person sees it: what every page, list and answer is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.actor import Actor
from registry.domain.entity import Entity, EntityField
from registry.domain.rights import Access
from registry.models import Record
from registry.queries import gate
from registry.queries.entities import live_entity


@dataclass(frozen=True, slots=True)
class Seen:
    """Nothing of the record that its reader may not read lies in here."""

    id: UUID
    entity: str
    state: str
    version: int
    source: str
    source_at: datetime | None
    updated_at: datetime
    label: str
    #: Empty when the field that holds it is closed.
    code: str | None
    #: Masked values are dots.
    data: dict[str, Any]
    access: Access

    def shows(self, field: EntityField) -> bool:
        """Whether the field is read, in full or masked."""
        return field.key in self.access.reads or field.key in self.access.masks


def seen(actor: Actor, entity: Entity, record: Record) -> Seen:
    """One record."""
    return seen_all(actor, entity, [record])[0]


def read_of(actor: Actor, record: Record) -> dict[str, Any]:
    """What this person reads of a record in full, to be filled in elsewhere; no dots in it."""
    held = gate.access(actor, live_entity(record.entity), record)
    return {key: value for key, value in record.data.items() if key in held.reads}


def open_of(record: Record) -> dict[str, Any]:
    """What anybody who has to do with the record may learn of it: nothing personal or sensitive."""
    fields = live_entity(record.entity).fields
    return {k: v for k, v in record.data.items() if k in fields and fields[k].open}


def seen_all(actor: Actor, entity: Entity, records: Iterable[Record]) -> list[Seen]:
    """Several records, the rights read once."""
    rights = gate.rights_on(actor, entity)
    return [_seen(entity, record, rights.access(gate.thing_of(record))) for record in records]


def _seen(entity: Entity, record: Record, held: Access) -> Seen:
    return Seen(
        id=record.id, entity=record.entity, state=record.state, version=record.version,
        source=record.source, source_at=record.source_at, updated_at=record.updated_at,
        label=gate.named(entity, record, held.reads),
        code=record.code if entity.code in held.reads else None,
        data=gate.projected(record.data, held), access=held,
    )  # fmt: skip
