"""A definition taken out of service."""

from __future__ import annotations

from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Forbidden
from core.events import announce
from schemas import kinds
from schemas.errors import NothingLive
from schemas.events import DefinitionRetired
from schemas.models import Definition
from schemas.permissions import organisation_wide
from schemas.publication import take, tell


def refuse_publisher(actor: Actor, kind: str) -> None:
    """Some kinds ask for a permission of their own: a role gives rights, or takes them, from all
    who hold it."""
    needed = getattr(kinds.kind_of(kind), "publish_permission", None)
    if needed and not organisation_wide(actor, needed):
        raise Forbidden


def retire(actor: Actor, kind: str, key: str, reason: str | None = None) -> Definition:
    """Nothing new starts on it; versions stay for what runs. Publishing again brings it back."""
    refuse_publisher(actor, kind)
    definition = take(kind, key)
    refuse = getattr(kinds.kind_of(kind), "refuse_retirement", None)
    if refuse is not None:
        refuse(actor, key)
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
