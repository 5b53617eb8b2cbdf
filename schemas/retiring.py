"""A definition taken out of service."""

from __future__ import annotations

from core import clock
from core.actor import Actor
from core.database import session
from core.events import announce
from schemas.errors import NothingLive
from schemas.events import DefinitionRetired
from schemas.models import Definition
from schemas.publication import take, tell


def retire(actor: Actor, kind: str, key: str, reason: str | None = None) -> Definition:
    """Nothing new starts on it; versions stay for what runs. Publishing again brings it back."""
    definition = take(kind, key)
    version = definition.live
    if version is None:
        raise NothingLive
    version.status = "retired"
    definition.live = None
    definition.retired_at = clock.now()
    tell(actor, definition, "definition.retired", version, reason=reason)
    announce(DefinitionRetired(definition.id, kind, key))
    session.flush()  # a version column that moved meanwhile is heard here
    return definition
