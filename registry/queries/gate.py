"""The gate of the registry: which rows (query gate), which fields (read gate), which acts.

Every surface asks here and nowhere else: pages, lists, files, the API, history, names, mistakes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, true

from core import clock
from core.actor import Actor, outermost
from registry.domain.check import PLACEHOLDER
from registry.domain.entity import Entity, EntityField
from registry.domain.labels import label_of
from registry.domain.masks import masked
from registry.domain.rights import (
    ARCHIVE,
    BY_HAND,
    CREATE,
    READ,
    WRITE,
    Access,
    Rights,
    Share,
    Thing,
)
from registry.domain.rules import Setting
from registry.errors import BadFilter
from registry.models import Record, RecordIndex
from registry.permissions import Permission
from registry.queries.entities import live_entity
from registry.queries.places import under
from registry.queries.rows import Way, rows, ways

__all__ = ["Way", "under"]
#: What a permission asks of the rules; `may` is asked by permission, as routes are.
ACTION_OF: Mapping[str, str] = {Permission.RECORDS_READ: READ, Permission.RECORDS_WRITE: WRITE}


def rights_on(actor: Actor, entity: Entity, needs: Mapping[str, str] = BY_HAND) -> Rights:
    """The rights of a person on the records of an entity, now; read once, asked many times."""
    return Rights(actor, entity, Setting(actor.facts, clock.today(), clock.now()), needs)


def thing_of(found: Record, data: Mapping[str, Any] | None = None) -> Thing:
    """A record as the algebra looks at it, with other data when they are about to be written."""
    return Thing(found.scope_path, found.data if data is None else data, found.state)


def access(actor: Actor, entity: Entity, found: Record) -> Access:
    """What this person may do with this record, field by field."""
    return rights_on(actor, entity).access(thing_of(found))


# ── which rows ───────────────────────────────────────────────────────────────────────────────────
def reach(
    actor: Actor, entity: Entity, named: Sequence[EntityField] = (), state: str = "active"
) -> ColumnElement[bool]:
    """The rows of `RecordIndex` in `state` that a person may see, narrowed to those where every
    field `named` (by filter, sort, search, facet) is open by the very grant that lets the row in.
    """
    clause = rows(rights_on(actor, entity), named, state)
    return and_(RecordIndex.entity == entity.key, clause)


def ways_in(actor: Actor, entity: Entity, named: Sequence[EntityField] = ()) -> list[Way]:
    """The same of active rows, one part per kind of grant, for lists that join many scopes."""
    if actor.system:
        return [Way(("/",), exactly=False, condition=true())]
    return ways(rights_on(actor, entity), named)


def roots_in(actor: Actor, entity: Entity, named: Sequence[EntityField] = ()) -> list[str]:
    """The trees `reach` opens, when whole trees are all it says of active rows; else nothing."""
    if actor.system:
        return []
    found = ways(rights_on(actor, entity), named)
    if any(way.exactly or way.condition is not None for way in found):
        return []
    return outermost(path for way in found for path in way.paths)


def asked_field(actor: Actor, entity: Entity, name: str) -> EntityField:
    """A listed field this person reads somewhere; any other name is a mistake (advisories 1, 5)."""
    field = entity.fields.get(name)
    if field is None or field.slot is None or not somewhere(actor, entity, [field]):
        raise BadFilter
    return field


def somewhere(actor: Actor, entity: Entity, named: Sequence[EntityField]) -> bool:
    """Whether `reach(actor, entity, named)` may let a row in at all."""
    return actor.system or bool(ways(rights_on(actor, entity), named))


def narrows(actor: Actor, entity: Entity, named: Sequence[EntityField]) -> bool:
    """Whether naming these fields may leave out rows this person sees otherwise: the list says so,
    and no list orders or searches by them without passing them to `reach`."""
    if actor.system:
        return False
    asked = {field.key for field in named}
    rights = rights_on(actor, entity)
    given = [(s, r) for s in rights.shares for r in s.rules if rights.gives(s, r, READ)]
    if all(asked <= rule.reads for _share, rule in given):
        return False
    wide = {s.grant.scope_path for s in rights.shares if not s.own and asked <= _always(rights, s)}
    return not all(
        asked <= rule.reads or not wide.isdisjoint(_places_over(share.grant.scope_path))
        for share, rule in given
    )


def _always(rights: Rights, share: Share) -> set[str]:
    """The fields a grant opens on each row of its scope."""
    rules = (r for r in share.rules if r.when is None and rights.gives(share, r, READ))
    return {key for rule in rules for key in rule.reads}


def _places_over(path: str) -> list[str]:
    """A place and all it lies under: two hundred places are looked at in one go each."""
    pieces = path.split("/")
    return ["/", path, *("/".join(pieces[:n]) for n in range(1, len(pieces)))]


def word_fields(entity: Entity) -> list[EntityField]:
    """The fields a search finds records by: those to name to `reach` when words are searched."""
    shown = {entity.code, *PLACEHOLDER.findall(entity.label)}
    return [f for f in entity.fields.values() if f.searched or f.key in shown]


def sort_fields(entity: Entity) -> list[EntityField]:
    """The fields of the usual order: when they narrow, the list goes by `record_id` instead."""
    return [entity.fields[key] for key in entity.sort if key in entity.fields]


def open_listed(actor: Actor, entity: Entity) -> list[EntityField]:
    """The columns of the list this person reads somewhere, in their order."""
    return [field for field in entity.listed if somewhere(actor, entity, [field])]


def creatable(actor: Actor, entity: Entity) -> frozenset[str]:
    """The fields this person may fill in a new record somewhere; none when they make none."""
    if actor.system:
        return frozenset(entity.fields)
    rights = rights_on(actor, entity)
    given = [r for s in rights.shares for r in s.rules if rights.gives(s, r, CREATE)]
    return frozenset(key for rule in given for key in rule.writes)


# ── which fields, which acts ─────────────────────────────────────────────────────────────────────
def may(actor: Actor, found: Record, permission: str) -> bool:
    """Whether this person may do there what `permission` (or an action of the rules) names."""
    action = ACTION_OF.get(permission, permission)
    return action in access(actor, live_entity(found.entity), found).actions


def is_own(actor: Actor, found: Record) -> bool:
    """Whether a role was given to this person on this very place."""
    return live_entity(found.entity).scope == "self" and any(
        grant.scope_path == found.scope_path for grant in actor.grants
    )


def readable_fields(actor: Actor, entity: Entity, found: Record) -> list[EntityField]:
    """The fields of a record this person reads in full."""
    reads = access(actor, entity, found).reads
    return [field for field in entity.fields.values() if field.key in reads]


def writable(actor: Actor, entity: Entity, found: Record) -> dict[str, str]:
    """Field → "write", or "propose" where a change waits for somebody else. Never the code."""
    held = access(actor, entity, found)
    levels = {**dict.fromkeys(held.proposes, "propose"), **dict.fromkeys(held.writes, "write")}
    levels.pop(entity.code or "", None)
    return levels


def may_archive(actor: Actor, found: Record) -> bool:
    """Whether this person may take a record out of the lists, or back into them."""
    return may(actor, found, ARCHIVE)


def project(actor: Actor, entity: Entity, found: Record) -> dict[str, Any]:
    """The data of a record without what this person may not read; masked values as dots."""
    return projected(found.data, access(actor, entity, found))


def projected(data: Mapping[str, Any], held: Access) -> dict[str, Any]:
    """The same for data and an access at hand."""
    return {
        key: value if key in held.reads else masked(value)
        for key, value in data.items()
        if value is not None and (key in held.reads or key in held.masks)
    }


def label(actor: Actor, entity: Entity, found: Record) -> str:
    """What this person may call the record: its name, or what is left of it, or a number."""
    return named(entity, found, access(actor, entity, found).reads)


def code(actor: Actor, entity: Entity, found: Record) -> str | None:
    """The code of the record, for whoever may read that field."""
    return found.code if entity.code in access(actor, entity, found).reads else None


def named(entity: Entity, found: Record, reads: Collection[str]) -> str:
    """The name made of the fields that are read."""
    wanted = {key for key in PLACEHOLDER.findall(entity.label) if key in entity.fields}
    if wanted <= set(reads):
        return found.label
    told = {key: value for key, value in found.data.items() if key in reads}
    if any(told.get(key) is not None for key in wanted):
        return label_of(entity, told)
    return f"{entity.title} {told.get(entity.code or '') or found.id.hex[-8:]}"
