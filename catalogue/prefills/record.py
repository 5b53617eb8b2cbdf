"""What the register holds: a field of the establishment one acts for, or of what stands there.

`commune` is a field of the establishment; `convention:numero` one of the only record of that entity
at the same place; `gestionnaire.telephone` goes on through a field that names a record. Each record
is read through the gate of the registry with the rights of the person: a field closed to him fills
nothing, and neither does one of several records.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from catalogue.facts import establishment_entity
from core import clock
from core.actor import Actor
from core.errors import PreauError
from core.i18n import _, _l
from form_factory.prefill import Around, Found, Offered
from registry import queries as registry
from registry.permissions import Permission
from schemas import queries as schemas

if TYPE_CHECKING:
    from registry.domain.entity import Entity, EntityField
    from registry.models import Record

#: How many records a path may go through.
_HOPS: Final = 3
#: More records of one kind than this at a place are not looked through for the only one seen.
CROWD: Final = 50


class RecordSource:
    """Fills the point `form_factory.prefill_sources`."""

    key = "record"
    label = _l("le registre")

    def found(
        self, actor: Actor, paths: Collection[str], names: Mapping[str, Any], around: Around
    ) -> Mapping[str, Found]:
        """Each path that leads to a field this person reads."""
        del names
        found: dict[str, Found] = {}
        for path in paths:
            entity, _colon, rest = path.rpartition(":")
            try:
                start = _start(actor, entity, around)
                one = _read(actor, start, rest.split(".")) if start is not None else None
            except PreauError:  # an entity that is not in service, a record out of reach
                continue
            if one is not None:
                found[path] = one
        return found

    def offered(self, actor: Actor, document: Mapping[str, Any]) -> Offered:
        """The fields of the establishment, then of the records that stand at establishments."""
        del actor, document
        main, heads = establishment_entity(), dict[str, list[tuple[str, str]]]()
        for entity in sorted(registry.live_entities(), key=lambda e: (e.key != main, e.title)):
            if entity.key == main or entity.scope == "establishment":
                before = "" if entity.key == main else f"{entity.key}:"
                listed = [(f"{before}{f.key}", f.title) for f in entity.fields.values()]
                heads.setdefault(entity.title, []).extend(listed)
        return heads

    def leads(self, path: str, document: Mapping[str, Any]) -> bool:
        """A field of an entity in service, through fields that name records."""
        del document
        key, _colon, rest = path.rpartition(":")
        for part, last in _marked(rest.split("."))[:_HOPS]:
            version = schemas.live("entity", key or establishment_entity())
            if version is None:
                return not key  # without any register nothing can be told
            field = registry.entity_of(version).fields.get(part)
            if field is None or last:
                return field is not None
            key = _named(field)
            if not key:
                return True  # a part of an answer of several parts
        return False


def _marked(parts: list[str]) -> list[tuple[str, bool]]:
    return [(part, number == len(parts) - 1) for number, part in enumerate(parts)]


def _start(actor: Actor, entity: str, around: Around) -> Record | None:
    """The establishment itself, or the only record of `entity` this person sees at its place."""
    if entity in {"", establishment_entity()}:
        return registry.record(establishment_entity(), around.place) if around.place else None
    if not around.scope_path or schemas.live("entity", entity) is None:
        return None
    there = registry.records_at(entity, [around.scope_path], CROWD + 1)
    if len(there) > CROWD:  # the pupils of a school: none of them is the only one
        return None
    seen = [each for each in there if registry.may(actor, each, Permission.RECORDS_READ)]
    return seen[0] if len(seen) == 1 else None


def _read(actor: Actor, record: Record, parts: list[str]) -> Found | None:
    for _hop in range(_HOPS):
        entity = registry.live_entity(record.entity)
        field, value = entity.fields.get(parts[0]), registry.read_of(actor, record).get(parts[0])
        if field is None or value is None:
            return None
        if len(parts) == 1 or not _named(field):
            return _told(actor, entity, record, field, _inside(value, parts[1:]))
        if (wanted := _uuid(value)) is None:  # written before the field named records
            return None
        record = registry.record_for(actor, _named(field), wanted)
        parts = parts[1:]
    return None


def _told(
    actor: Actor, entity: Entity, record: Record, field: EntityField, value: Any
) -> Found | None:
    if value is None:
        return None
    words = field.words_for(value)
    return Found(
        value,
        label=_("la fiche « %(name)s »", name=registry.label(actor, entity, record)),
        at=_since(record),
        words=words if isinstance(words, str) and words != value else "",
        of={"entity": record.entity, "record": str(record.id)},
    )


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _since(record: Record) -> date:
    """The day somebody last said what the record holds."""
    told = max(filter(None, (record.source_at, record.updated_at)))
    return told.astimezone(clock.PARIS).date()


def _named(field: EntityField) -> str:
    """The entity whose record the field names; "" for any other field."""
    ui = field.ui
    return str(ui.get("entity", "")) if ui.get("widget") == "record" else ""


def _inside(value: Any, parts: list[str]) -> Any:
    for part in parts:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
