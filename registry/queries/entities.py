"""The entities people work with now, read as values."""

from __future__ import annotations

from typing import Final

from core.kept import Kept
from registry.domain.check import PLACEHOLDER
from registry.domain.entity import Entity
from registry.errors import UnknownEntity
from schemas import queries as schemas
from schemas.models import DefinitionVersion

_kept: Final[Kept[str, Entity]] = Kept(100)


def entity_of(version: DefinitionVersion) -> Entity:
    """The entity a version describes; a published one is read once."""
    return _kept.of(version.sha256, lambda: Entity.of(version.body))


def live_version(key: str) -> DefinitionVersion:
    """The version records are written by now."""
    found = schemas.live("entity", key)
    if found is None:
        raise UnknownEntity
    return found


def live_entity(key: str) -> Entity:
    """The entity as it is live."""
    return entity_of(live_version(key))


def live_entities() -> list[Entity]:
    """Every live entity, by its plural title."""
    return sorted((entity_of(v) for v in schemas.live_all("entity")), key=lambda e: e.plural)


def name_is_public(key: str) -> bool:
    """Whether the name of a record of this entity is made of public fields only."""
    found = live_entity(key)
    named = [
        found.fields[name] for name in PLACEHOLDER.findall(found.label) if name in found.fields
    ]
    return all(field.privacy == "public" for field in named)
