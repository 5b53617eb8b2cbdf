"""The catalogue for programs, with the state of its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalogue import profiles, queries
from catalogue.asking import button_states
from catalogue.domain.service import Service
from catalogue.permissions import Permission
from catalogue.profiles import Profile
from catalogue.resources.blueprint import resources
from catalogue.serializers import OneServiceQuery, ServiceOut, ServicePage, ServiceQuery
from core import paging
from core.access import requires
from core.actor import Actor
from core.api import answers, bounded_page, operation_of, query
from core.folding import fold
from core.web import current_actor

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion


@resources.get("/services")
@requires(Permission.SERVICES_READ, Permission.REQUESTS_PROCESS)
@query(ServiceQuery)
@answers(ServicePage)
def list_services(asked: dict[str, Any]) -> dict[str, Any]:
    """Services the caller may see, by title; `on_behalf_of` says whose buttons are told."""
    actor = current_actor()
    profile = _profile(actor, asked)
    wanted = fold(asked["q"])
    found = [v for v in queries.services_for(actor) if wanted in fold(str(v.body["title"]))]
    versions, following = paging.part(found, _place, asked["cursor"], asked["limit"])
    told = [_out(actor, version, profile) for version in versions]
    return bounded_page(told, following, len(found))


def _place(version: DefinitionVersion) -> list[str]:
    """Where a service stands in the list."""
    return [str(version.body["title"]), version.key]


@resources.get("/services/<string:key>")
@requires(Permission.SERVICES_READ, Permission.REQUESTS_PROCESS)
@query(OneServiceQuery)
@answers(ServiceOut)
def one_service(key: str, asked: dict[str, Any]) -> dict[str, Any]:
    """One service with its sheet."""
    actor = current_actor()
    return _out(actor, queries.service_for(actor, key), _profile(actor, asked))


for _view in (list_services, one_service):
    operation_of(_view).extra = {"names": True}


def _profile(actor: Actor, asked: dict[str, Any]) -> Profile | None:
    """The establishment that is named, else the only or first one of the caller."""
    code = asked["on_behalf_of"]
    return profiles.named(actor, code) if code else profiles.current_profile(actor)


def _out(actor: Actor, version: DefinitionVersion, profile: Profile | None) -> dict[str, Any]:
    service = Service.of(version.body)
    states = button_states(actor, service, profile)
    return {
        "key": service.key,
        "title": service.title,
        "themes": list(service.themes),
        "sheet": dict(service.sheet),
        "buttons": [
            {
                "key": s.button.key,
                "label": s.button.label,
                "form": s.button.form,
                "state": s.mode.value,
            }
            for s in states
        ],
    }
