"""The doors to services: absent and forbidden look alike."""

from __future__ import annotations

from catalogue.domain.service import Service
from catalogue.permissions import Permission
from core.actor import Actor
from core.errors import NotFound
from schemas import queries as schemas
from schemas.models import DefinitionVersion

_LOOK = (Permission.SERVICES_READ, Permission.REQUESTS_FILE, Permission.REQUESTS_PROCESS)


def services_for(actor: Actor) -> list[DefinitionVersion]:
    """Live services whose audience this person is of, by title."""
    found = [v for v in schemas.live_all("service") if in_audience(actor, Service.of(v.body))]
    return sorted(found, key=lambda v: v.body["title"])


def in_audience(actor: Actor, service: Service) -> bool:
    """Whether a service is meant for a role this person holds; agents and designers see all."""
    if not service.audience or actor.holds("definitions:read"):
        return True
    if actor.holds(Permission.REQUESTS_PROCESS):
        return True
    return any(grant.role in service.audience for grant in actor.grants)


def service_for(actor: Actor, key: str) -> DefinitionVersion:
    """A live service this person may look at: a key that only files knows what it files for."""
    found = schemas.live("service", key)
    if found is None or not any(actor.holds(each) for each in _LOOK):
        raise NotFound
    if not in_audience(actor, Service.of(found.body)):
        raise NotFound
    return found
