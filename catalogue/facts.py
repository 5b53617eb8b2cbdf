"""What conditions may name around a request: establishment, person, request, annotations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from core import clock
from core import settings as town
from core.actor import Actor
from core.i18n import _l
from core.settings import TownSettingSpec
from registry import queries as registry
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


def house_establishment(record_id: UUID | None) -> Mapping[str, Any]:
    """All of the establishment, for what the house decides: guards, eligibility, who is asked.

    These decisions may stand on closed fields; `withheld` keeps them out of the reasons told.
    """
    record = registry.record(establishment_entity(), record_id) if record_id else None
    return record.data if record else {}


def open_establishment(record_id: UUID | None) -> Mapping[str, Any]:
    """What is neither personal nor sensitive: what questions of a form may depend on.

    The same for whoever fills in or reads: a form never means one thing to an applicant and another
    to an agent, and no question that comes or goes tells of a field that is closed.
    """
    record = registry.record(establishment_entity(), record_id) if record_id else None
    return registry.open_of(record) if record else {}


def known_establishment(actor: Actor, record_id: UUID | None) -> Mapping[str, Any]:
    """What this person reads of it in full: all that may be filled in for them."""
    record = registry.record(establishment_entity(), record_id) if record_id else None
    return registry.read_of(actor, record) if record else {}


def withheld() -> frozenset[str]:
    """Names of conditions that no reason may spell: they are closed to some who would read it."""
    entity = schemas.live("entity", establishment_entity())
    if entity is None:
        return frozenset()
    fields = registry.entity_of(entity).fields.values()
    return frozenset(f"establishment.{field.key}" for field in fields if not field.open)


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
    return Facts(names=names, today=clock.today(), now=clock.now(), withheld=withheld())
