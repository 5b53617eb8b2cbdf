"""A small town at work: one school, one teleservice with three levels and two visas, its people."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.actor import HOUSE, Actor
from core.database import session
from tests.kit.furnished import furnished
from tests.kit.people import base_pack, person

DATA = Path(__file__).parents[1] / "data/definitions"
UAI = "0751234J"
#: Function → the group it is bound to.
BINDINGS = {
    "gestionnaire": "secteur",
    "visa_technique": "technique",
    "visa_budget": "budget",
    "direction": "direction",
}
ESTABLISHMENT = {
    "kind": "entity",
    "format": 1,
    "key": "etablissement",
    "title": "Établissement",
    "language": "fr",
    "translations": {},
    "schema": {
        "type": "object",
        "required": ["uai", "nom"],
        "additionalProperties": False,
        "properties": {
            "uai": {"type": "string", "title": "Code UAI", "x-id": "01J0000000000000000000E001"},
            "nom": {"type": "string", "title": "Nom", "x-id": "01J0000000000000000000E002"},
        },
    },
    "label": "{nom}",
    "sort": ["/nom"],
    "code": "/uai",
    "scope": "self",
    "place": {"kind": "establishment"},
    "fields": {
        "01J0000000000000000000E001": {"class": "public", "listed": True, "unique": True},
        "01J0000000000000000000E002": {"class": "public", "listed": True, "searched": True},
    },
}
SERVICE = {
    "kind": "service",
    "format": 1,
    "key": "travaux",
    "title": "Demander des travaux",
    "language": "fr",
    "translations": {},
    "workflow": "travaux-3-niveaux",
    "icon": "wrench",
    "request_title": "{description}",
    "bindings": {f: [{"group": g}] for f, g in BINDINGS.items()},
    "buttons": [{"key": "demander", "label": "Demander", "form": "demande-travaux"}],
}


@dataclass(slots=True)
class Works:
    """The people of the scene, as accounts."""

    head: Any
    gestionnaire: Any
    visa_technique: Any
    visa_budget: Any
    direction: Any
    superviseur: Any
    record: Any


def publish(kind: str, document: dict[str, Any]) -> Any:
    """Make a definition live, whatever its own tests say."""
    from schemas import operations

    operations.save_draft(HOUSE, kind, document["key"], document)
    version = operations.publish(HOUSE, kind, document["key"])
    session.flush()
    return version


def circuit(**more: Any) -> dict[str, Any]:
    """The three levels, without the letters whose Word models live in packs."""
    document = json.loads((DATA / "travaux-3-niveaux.json").read_text())
    for transition in document["transitions"]:
        actions = [a for a in transition.get("actions", ()) if a["do"] != "document"]
        transition["actions"] = actions
    for name, function in document["functions"].items():
        function["label"] = name.replace("_", " ").capitalize()
    return {**document, **more}


def works(**more: Any) -> Works:
    """Everything published, everybody in place; `more` changes the circuit."""
    return _works(**more) if more else _usual()


@furnished
def _usual() -> Works:
    return _works()


def _works(**more: Any) -> Works:
    from registry import operations as registry

    base_pack()
    entity = publish("entity", ESTABLISHMENT)
    for name in ("demande-travaux", "instruction-travaux"):
        publish("form", json.loads((DATA / f"{name}.json").read_text()))
    publish("workflow", circuit(**more))
    publish("service", copy.deepcopy(SERVICE))
    record = registry.create_record(HOUSE, entity, {"uai": UAI, "nom": "Collège Jean-Zay"})
    session.flush()

    def agent(name: str, function: str) -> Any:
        return person(f"{function}@example.test", "agent", name=name, groups=(BINDINGS[function],))

    return Works(
        head=person(
            "head@example.test",
            "chef-etablissement",
            name="Claire Lefèvre",
            scope=record.scope_path,
        ),
        gestionnaire=agent("Amina Benali", "gestionnaire"),
        visa_technique=agent("Marc Diallo", "visa_technique"),
        visa_budget=agent("Sofia Klein", "visa_budget"),
        direction=agent("Paul Roussel", "direction"),
        superviseur=person("superviseur@example.test", "superviseur", name="Irène Costa"),
        record=record,
    )


def actor(account: Any) -> Actor:
    """The rights of an account, read now."""
    from accounts import queries

    return queries.actor_of(account.id)


ANSWERS = {
    "etablissement": UAI,
    "nature": "entretien",
    "description": "Remplacer les stores de la salle B12",
    "lots": [{"libelle": "Stores", "montant": "1200.00", "amiante": False}],
}


def filed(scene: Works, **answers: Any) -> Any:
    """A request handed in by the head of the school, through the acts people use."""
    from catalogue import operations, profiles, queries
    from catalogue.standing import form_names
    from form_factory import operations as forms
    from schemas import queries as schemas

    head = actor(scene.head)
    profile = profiles.profiles_of(head)[0]
    version = schemas.live("service", "travaux")
    assert version is not None
    request = operations.start(head, version, "demander", profile, again=True)
    names = form_names(head, request)
    forms.patch_answers(head, request.draft_id, {**ANSWERS, **answers}, names)
    operations.submit(head, queries.request_for(head, request.provisional, lock=True))
    session.flush()
    return request


def moved(scene: Works, request: Any, *keys: str) -> None:
    """Walk a request along: each key as whoever holds the function; « visas » gives both."""
    from catalogue import operations, queries

    for key in keys:
        if key == "visas":
            for function in ("visa_technique", "visa_budget"):
                who = actor(getattr(scene, function))
                seen = queries.request_for(who, request.reference, lock=True)
                operations.vote(who, seen, function, "accept")
            continue
        first = key in {"instruire", "demander_complement", "reculer"}
        who = actor(scene.gestionnaire if first else scene.direction)
        seen = queries.request_for(who, request.reference, lock=True)
        if key == "instruire":
            operations.tick(who, seen, "surface", done=True)
        operations.move(who, seen, key, comment="Voici pourquoi.")
    session.flush()
