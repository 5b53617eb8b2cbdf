"""What conditions may name around a request: establishment, person, request, annotations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import clock
from core import settings as town
from core.actor import Actor
from core.i18n import _l
from core.settings import TownSettingSpec
from schemas import queries as schemas
from schemas.domain.conditions import Facts, Types

#: Which entity stands behind `establishment.*`.
ESTABLISHMENT_ENTITY = TownSettingSpec(
    "catalogue.establishment_entity",
    "etablissement",
    _l("Fiche qui décrit un établissement"),
    _l("Clé de l’entité dont les champs servent dans les conditions (« establishment.type »)."),
)


def establishment_entity() -> str:
    """Key of the entity of establishments."""
    return str(town.value_of(ESTABLISHMENT_ENTITY.key))


def establishment_types() -> Types:
    """What `establishment.*` may name: the fields of the live entity."""
    entity = schemas.live("entity", establishment_entity())
    return Types.of_schema(entity.body["schema"] if entity else {}, "establishment")


def annotation_types(workflow: Mapping[str, Any]) -> Types:
    """What `annotations.*` may name: the questions of the annotation forms of the circuit."""
    found = [Types.of_schema({}, "annotations")]
    for tab in workflow.get("tabs", ()):
        key = tab.get("annotations", {}).get("form")
        form = schemas.live("form", key) if key else None
        if form is not None:
            found.append(Types.of_schema(form.body["schema"], "annotations"))
    return Types.merge(*found)


def actor_facts(actor: Actor) -> dict[str, Any]:
    """What `actor.*` may name."""
    return {
        "name": actor.name,
        "email": actor.email,
        "roles": sorted({grant.role for grant in actor.grants}),
    }


def facts_of(**names: Any) -> Facts:
    """Facts at this instant; today is the date of the authority."""
    return Facts(names=names, today=clock.today(), now=clock.now())
