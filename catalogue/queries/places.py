"""Records of establishments that a person may open: what names in lists lead to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from catalogue.calendars import calendars_at, elsewhere
from catalogue.facts import establishment_entity
from catalogue.queries.bulk import establishments_of
from core.actor import Actor
from core.database import session
from registry import queries as registry
from registry.models import RecordIndex
from schemas import queries as schemas
from workflows.domain.calendars import HERE


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


def zones_at(record_ids: Collection[UUID | None]) -> Mapping[UUID | None, ZoneInfo]:
    """The time zone of each of these establishments: that of the authority when nobody knows."""
    usual = ZoneInfo(calendars_at({})[HERE].zone)
    zones: dict[UUID | None, ZoneInfo] = defaultdict(lambda: usual)
    wanted = {record_id for record_id in record_ids if record_id is not None}
    if wanted and elsewhere():
        for record_id, fields in establishments_of(establishment_entity(), wanted).items():
            zones[record_id] = ZoneInfo(calendars_at(fields)[HERE].zone)
    return zones
