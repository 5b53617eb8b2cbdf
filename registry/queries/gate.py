"""The gate of the registry: which rows (query gate), which fields (read gate), which acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from core.actor import Actor
from registry.domain.entity import Entity, EntityField
from registry.errors import BadFilter
from registry.models import Record, RecordIndex
from registry.permissions import Permission


def under(scope_path: str) -> ColumnElement[bool]:
    """Rows at a scope or below it, as a range of the "C"-sorted path."""
    root = scope_path.rstrip("/")
    return or_(
        RecordIndex.scope_path == root,
        and_(RecordIndex.scope_path >= f"{root}/", RecordIndex.scope_path < f"{root}0"),
    )


def reach(actor: Actor, entity: Entity, named: Sequence[EntityField] = ()) -> ColumnElement[bool]:
    """The rows a person may see, narrowed to those where the fields `named` are open as well."""
    if actor.system:
        return true()
    clauses = [under(path) for path in actor.scopes_for(Permission.RECORDS_READ)]
    if entity.scope == "self" and all(field.open for field in named):
        own = sorted({grant.scope_path for grant in actor.grants})
        clauses.append(RecordIndex.scope_path.in_(own))
    return or_(false(), *clauses)


def asked_field(actor: Actor, entity: Entity, name: str) -> EntityField:
    """A listed field this person reads somewhere; any other name is a mistake (advisories 1, 5)."""
    field = entity.fields.get(name)
    if field is None or field.slot is None or not somewhere(actor, entity, [field]):
        raise BadFilter
    return field


def somewhere(actor: Actor, entity: Entity, named: Sequence[EntityField]) -> bool:
    """Whether `reach(actor, entity, named)` may let a row in at all."""
    return True


def narrows(actor: Actor, entity: Entity, named: Sequence[EntityField]) -> bool:
    """Whether naming these fields may leave out rows this person sees otherwise: the list says so,
    and no list orders or searches by them without passing them to `reach`."""
    return False


def word_fields(entity: Entity) -> list[EntityField]:
    """The fields a search finds records by: those to name to `reach` when words are searched."""
    return []


def sort_fields(entity: Entity) -> list[EntityField]:
    """The fields of the usual order: when they narrow, the list goes by `record_id` instead."""
    return [entity.fields[key] for key in entity.sort if key in entity.fields]


def may(actor: Actor, found: Record, permission: str) -> bool:
    """Whether this person holds `permission` there; one's own establishment is always in sight."""
    if actor.holds(permission, found.scope_path):
        return True
    return permission == Permission.RECORDS_READ and is_own(actor, found)


def is_own(actor: Actor, found: Record) -> bool:
    """Whether a role was given to this person on this very place."""
    from registry.queries.entities import live_entity

    return live_entity(found.entity).scope == "self" and any(
        grant.scope_path == found.scope_path for grant in actor.grants
    )


def readable_fields(actor: Actor, entity: Entity, found: Record) -> list[EntityField]:
    """The fields of a record this person may read: personal ones need the permission itself."""
    everything = actor.holds(Permission.RECORDS_READ, found.scope_path)
    return [field for field in entity.fields.values() if everything or field.open]


def writable(actor: Actor, entity: Entity, found: Record) -> Mapping[str, str]:
    """Field → "write" or "propose"."""
    if not actor.holds(Permission.RECORDS_WRITE, found.scope_path):
        return {}
    return {field.key: "write" for field in readable_fields(actor, entity, found)}


def project(actor: Actor, entity: Entity, found: Record) -> dict[str, Any]:
    """The data of a record without what this person may not read; masked values as dots."""
    readable = {field.key for field in readable_fields(actor, entity, found)}
    return {key: value for key, value in found.data.items() if key in readable}


def label(actor: Actor, entity: Entity, found: Record) -> str:
    """What this person may call the record."""
    return found.label
