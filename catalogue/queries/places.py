"""Records of establishments that a person may open: what names in lists lead to."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from catalogue.facts import establishment_entity
from core.actor import Actor
from core.database import session
from registry import queries as registry
from registry.models import RecordIndex
from schemas import queries as schemas


def open_records(actor: Actor, record_ids: Collection[UUID | None]) -> dict[UUID, tuple[str, str]]:
    """Those of these records that this person may open → what their address is made of."""
    wanted = {record_id for record_id in record_ids if record_id is not None}
    if not wanted:
        return {}
    key = establishment_entity()
    if schemas.live("entity", key) is None:
        return {}
    entity = registry.live_entity(key)
    found = session.scalars(
        select(RecordIndex.record_id).where(
            RecordIndex.record_id.in_(wanted), registry.reach(actor, entity)
        )
    )
    return {record_id: (key, str(record_id)) for record_id in found}
