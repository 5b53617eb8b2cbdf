"""The doors to one record, and to those of a few scopes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select

from core.actor import Actor
from core.database import kept, kept_rows, session
from registry.errors import UnknownRecord
from registry.models import Record
from registry.permissions import Permission
from registry.queries.entities import live_entity
from registry.queries.gate import code, may


def record(entity: str, record_id: UUID) -> Record | None:
    """The record itself, without a look at rights: for the house."""
    found = session.get(Record, (entity, record_id))
    return kept(found) if found is not None else None


def reads_record(actor: Actor, record_id: UUID) -> bool:
    """Whether this person may see it, whatever entity it is of."""
    found = session.scalar(select(Record).where(Record.id == record_id))
    return found is not None and may(actor, found, Permission.RECORDS_READ)


def record_by_code(entity: str, code: str) -> Record | None:
    """The record of this natural key, without a look at rights."""
    for known in kept_rows(Record):
        if (known.entity, known.code) == (entity, code):
            return known
    return session.scalar(select(Record).where(Record.entity == entity, Record.code == code))


def any_record(entity: str) -> bool:
    """Whether one record of this entity is kept here, whoever may see it."""
    return bool(session.scalar(select(exists().where(Record.entity == entity))))


def records_at(entity: str, scope_paths: Sequence[str], most: int | None = None) -> list[Record]:
    """The active records that stand exactly at these scopes, by name; the first `most` of them."""
    if not scope_paths:
        return []
    return list(
        session.scalars(
            select(Record)
            .where(
                Record.entity == entity,
                Record.scope_path.in_(scope_paths),
                Record.state == "active",
            )
            .order_by(Record.label, Record.id)
            .limit(most)
        )
    )


def record_for(
    actor: Actor,
    entity: str,
    code_or_id: str | UUID,
    permission: str = Permission.RECORDS_READ,
) -> Record:
    """The only door for people: absent and forbidden look alike, also to who tries codes of a kind
    whose code is closed to them."""
    found = _found(entity, code_or_id)
    if found is None or not may(actor, found, permission):
        raise UnknownRecord
    if code_or_id in {found.id, str(found.id)}:
        return found
    if code(actor, live_entity(entity), found) is None:
        raise UnknownRecord
    return found


def _found(entity: str, code_or_id: str | UUID) -> Record | None:
    if isinstance(code_or_id, UUID):
        return record(entity, code_or_id)
    if "\x00" in code_or_id or len(code_or_id) > 200:
        return None
    by_code = record_by_code(entity, code_or_id)
    if by_code is not None:
        return by_code
    try:
        return record(entity, UUID(code_or_id))
    except ValueError:
        return None
