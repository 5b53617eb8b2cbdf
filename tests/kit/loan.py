"""A service nobody had thought of: the loan of musical instruments, two levels, as a pack on disk.

Tests write it, load it without restart, and go the whole way by pages: nothing is in code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

X = "01J00000000000000000PRET{:02d}"


def field(number: int, **schema: Any) -> dict[str, Any]:
    """A question with an identity of its own."""
    return {**schema, "x-id": X.format(number)}


ENTITY: dict[str, Any] = {
    "kind": "entity",
    "format": 1,
    "key": "etablissement",
    "title": "Établissement",
    "language": "fr",
    "translations": {},
    "schema": {
        "type": "object",
        "additionalProperties": False,
        "required": ["uai", "nom", "type"],
        "properties": {
            "uai": field(1, type="string", maxLength=8, title="UAI"),
            "nom": field(2, type="string", maxLength=120, title="Nom"),
            "type": field(
                3,
                title="Type",
                oneOf=[
                    {"const": "college", "title": "Collège"},
                    {"const": "ecole", "title": "École"},
                ],
            ),
        },
    },
    "label": "{nom}",
    "sort": ["/nom"],
    "code": "/uai",
    "scope": "self",
    "place": {"kind": "establishment"},
    "fields": {
        X.format(1): {"class": "public", "listed": True, "searched": True},
        X.format(2): {"class": "public", "listed": True, "searched": True},
        X.format(3): {"class": "public", "listed": True},
    },
    "cards": [{"key": "identite", "title": "Identité", "items": ["/nom", "/uai", "/type"]}],
}
FORM: dict[str, Any] = {
    "kind": "form",
    "format": 1,
    "key": "pret-instrument",
    "title": "Prêt d’un instrument",
    "language": "fr",
    "translations": {},
    "schema": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": ["instrument", "duree", "eleves"],
        "properties": {
            "instrument": field(
                10,
                title="Instrument",
                oneOf=[
                    {"const": "violon", "title": "Violon"},
                    {"const": "piano", "title": "Piano"},
                ],
            ),
            "etage": field(11, type="integer", minimum=0, maximum=5, title="Étage de la salle"),
            "duree": field(12, type="integer", minimum=1, maximum=12, title="Durée en mois"),
            "eleves": field(
                13,
                type="array",
                title="Élèves",
                minItems=1,
                maxItems=10,
                items={
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["prenom", "prix"],
                    "properties": {
                        "prenom": field(14, type="string", maxLength=60, title="Prénom"),
                        "prix": field(
                            15,
                            type="string",
                            format="decimal",
                            title="Caution",
                            pattern="^[0-9]{1,6}([.][0-9]{2})?$",
                        ),
                    },
                },
            ),
            "caution": field(
                16, type="string", format="decimal", readOnly=True, title="Caution totale"
            ),
        },
    },
    "ui": {
        "pages": [
            {
                "id": "quoi",
                "title": "L’instrument",
                "items": [
                    {"field": "/instrument", "widget": "radio"},
                    {
                        "field": "/etage",
                        "widget": "integer",
                        "required": True,
                        "when": {"==": [{"var": "instrument"}, "piano"]},
                    },
                    {"field": "/duree", "widget": "integer"},
                ],
            },
            {
                "id": "qui",
                "title": "Les élèves",
                "items": [
                    {
                        "field": "/eleves",
                        "widget": "cards",
                        "row_label": "{prenom}",
                        "items": [{"field": "prenom"}, {"field": "prix", "widget": "money"}],
                    },
                    {"field": "/caution", "widget": "computed"},
                ],
            },
        ]
    },
    "computed": [{"field": "/caution", "expr": {"sum": ["eleves", "prix"]}}],
    "prefill": [],
    "files": {},
    "tests": [],
}
WORKFLOW: dict[str, Any] = {
    "kind": "workflow",
    "format": 1,
    "key": "pret-deux-niveaux",
    "title": "Prêt : deux niveaux",
    "language": "fr",
    "translations": {},
    "functions": {
        "demandeur": {"from": "request.members"},
        "luthier": {"from": "group", "label": "Luthier"},
        "conservateur": {"from": "group", "label": "Conservateur"},
    },
    "palette": "default",
    "statuses": [
        {
            "key": "brouillon",
            "label": "Brouillon",
            "tone": "slate",
            "icon": "pencil",
            "kind": "draft",
            "editable_by": ["demandeur"],
        },
        {
            "key": "examen",
            "label": "Chez le luthier",
            "tone": "sky",
            "icon": "wrench",
            "kind": "waiting-agent",
            "level": 1,
            "checklist": [
                {"key": "etat", "label": "État de l’instrument relevé", "required": True}
            ],
        },
        {
            "key": "a_revoir",
            "label": "À revoir",
            "tone": "brick",
            "icon": "warning",
            "kind": "waiting-user",
            "editable_by": ["demandeur"],
        },
        {
            "key": "accord",
            "label": "À accorder",
            "tone": "plum",
            "icon": "gavel",
            "kind": "waiting-agent",
            "level": 2,
        },
        {
            "key": "prete",
            "label": "Prêté",
            "tone": "leaf",
            "icon": "check",
            "kind": "final",
            "outcome": "accepted",
        },
        {
            "key": "refusee",
            "label": "Refusée",
            "tone": "rose",
            "icon": "x",
            "kind": "final",
            "outcome": "refused",
        },
    ],
    "initial": "brouillon",
    "transitions": [
        {
            "key": "envoyer",
            "label": "Envoyer",
            "from": ["brouillon"],
            "to": "examen",
            "by": ["demandeur"],
            "checks": ["form.complete"],
        },
        {
            "key": "revoir",
            "label": "Faire revoir",
            "from": ["examen"],
            "to": "a_revoir",
            "by": ["luthier"],
            "comment": "required",
            "direction": "back",
        },
        {
            "key": "renvoyer",
            "label": "Renvoyer",
            "from": ["a_revoir"],
            "to": "examen",
            "by": ["demandeur"],
            "checks": ["form.complete"],
        },
        {
            "key": "valider",
            "label": "Valider l’examen",
            "from": ["examen"],
            "to": "accord",
            "by": ["luthier"],
            "checks": ["checklist.complete"],
        },
        {
            "key": "reculer",
            "label": "Reculer",
            "from": ["accord"],
            "to": "$previous",
            "by": ["conservateur"],
            "comment": "required",
            "direction": "back",
        },
        {
            "key": "preter",
            "label": "Prêter",
            "from": ["accord"],
            "to": "prete",
            "by": ["conservateur"],
            "not_same_actor_as": ["valider"],
            "guard": {"<=": [{"var": "data.caution"}, "500.00"]},
        },
        {
            "key": "refuser",
            "label": "Refuser",
            "from": ["examen", "accord"],
            "to": "refusee",
            "by": ["luthier", "conservateur"],
            "comment": "required",
        },
    ],
    "timers": [],
    "tabs": [{"key": "demande", "show": "form"}, {"key": "echanges", "show": "thread"}],
    "migrations": [],
    "tests": [],
}
SERVICE: dict[str, Any] = {
    "kind": "service",
    "format": 1,
    "key": "pret-instrument",
    "title": "Emprunter un instrument",
    "language": "fr",
    "translations": {},
    "themes": ["culture"],
    "audience": ["chef-etablissement", "membre-habilite", "membre-demandes"],
    "icon": "music-notes",
    "sheet": {
        "summary": [{"p": "Un violon ou un piano pour vos élèves."}],
        "how": [{"ol": ["Vous choisissez", "Le luthier examine"]}],
        "documents": [{"label": "Attestation", "when": {">": [{"var": "caution"}, "100.00"]}}],
        "contacts": [{"label": "La lutherie", "email": "lutherie@example.test"}],
        "links": [],
        "minutes": 5,
    },
    "eligibility": {
        "rule": {"==": [{"var": "establishment.type"}, "college"]},
        "explain": "Réservé aux collèges.",
    },
    "open": {"from": "2020-01-01", "until": None, "drafts_until": None},
    "number": "PI-{year}-{seq:04}",
    "workflow": "pret-deux-niveaux",
    "bindings": {
        "luthier": [{"scope": "*", "group": "lutherie"}],
        "conservateur": [{"scope": "*", "group": "conservatoire"}],
    },
    "buttons": [
        {"key": "emprunter", "label": "Emprunter", "form": "pret-instrument", "when": True}
    ],
    "retention": "P2Y",
}


def write_pack(folder: Path, *documents: dict[str, Any], key: str = "pret") -> Path:
    """A pack folder with these documents (all of the loan's when none are given), sealed."""
    from schemas.pack_seal import seal

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "definitions").mkdir(exist_ok=True)
    for document in documents or (ENTITY, FORM, WORKFLOW, SERVICE):
        path = folder / "definitions" / f"{document['kind']}-{document['key']}.json"
        path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    manifest = {
        "key": key,
        "version": "1",
        "title": "Prêt d’instruments",
        "requires": [],
        "definitions": [],
        "files": [],
        "data": [],
    }
    (folder / "pack.json").write_text(json.dumps(manifest), "utf-8")
    sealed = seal(folder)
    (folder / "pack.json").write_text(json.dumps(sealed, ensure_ascii=False), "utf-8")
    return folder
