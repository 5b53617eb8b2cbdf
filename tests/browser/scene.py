"""Who is on stage in the journeys: the loan of two levels, the works of three with two visas."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.actor import HOUSE
from tests.kit import loan
from tests.kit.people import base_pack, person
from tests.kit.works import BINDINGS, DATA, SERVICE, circuit, publish

SCHOOLS = (("0350896J", "Collège des Tilleuls"), ("0350895H", "Collège du Val"))
AGENTS = (
    ("gestionnaire", "Thomas Rivière", BINDINGS["gestionnaire"]),
    ("second", "Louise Faure", BINDINGS["gestionnaire"]),
    ("visa_technique", "Marc Diallo", BINDINGS["visa_technique"]),
    ("visa_budget", "Sofia Klein", BINDINGS["visa_budget"]),
    ("direction", "Hélène Marchand", BINDINGS["direction"]),
    ("luthier", "Amina Benali", "lutherie"),
    ("curator", "Marc Dubois", "conservatoire"),
)
SHEET = {
    "summary": [{"p": "Fuite, chauffage, sécurité : décrivez le besoin, suivez la réponse."}],
    "how": [{"ol": ["Vous décrivez le besoin", "Le secteur l’examine", "La direction décide"]}],
    "documents": [{"label": "Devis", "text": "De moins de trois mois."}],
    "contacts": [{"label": "Bureau des travaux", "email": "travaux@example.test"}],
    "links": [],
    "minutes": 10,
}
WORKS = {
    **SERVICE,
    "title": "Signaler un besoin de travaux",
    "sheet": SHEET,
    "number": "TRX-{year}-{seq:04}",
    "themes": ["travaux"],
}


@dataclass
class Scene:
    """Addresses of everybody, so that no row of one database is used on another."""

    head: str
    other_head: str
    admin: str
    supervisor: str
    gestionnaire: str
    second: str
    visa_technique: str
    visa_budget: str
    direction: str
    luthier: str
    curator: str
    school: str


def set_scene(folder: Path) -> Scene:
    """Everything published, everybody in place."""
    from registry import operations as registry
    from schemas import operations as schemas
    from schemas import queries

    base_pack()
    schemas.load_pack(HOUSE, loan.write_pack(folder / "pack"))
    for name in ("demande-travaux", "instruction-travaux"):
        publish("form", json.loads((DATA / f"{name}.json").read_text("utf-8")))
    publish("workflow", circuit())
    publish("service", copy.deepcopy(WORKS))
    entity = queries.live("entity", "etablissement")
    places = [
        registry.create_record(HOUSE, entity, {"uai": code, "nom": name, "type": "college"})
        for code, name in SCHOOLS
    ]
    return Scene(
        head=_one("cheffe", "Claire Lefèvre", "chef-etablissement", places[0].scope_path),
        other_head=_one("autre", "Omar Petit", "chef-etablissement", places[1].scope_path),
        admin=_one("admin", "Ada Roux", "administrateur"),
        supervisor=_one("superviseur", "Irène Costa", "superviseur"),
        school=places[0].scope_path,
        **{
            key: _one(key.replace("_", "."), name, "agent", group=group)
            for key, name, group in AGENTS
        },
    )


def _one(local: str, name: str, role: str, scope: str = "/org", group: str = "") -> str:
    groups = (group,) if group else ()
    account: Any = person(f"{local}@example.test", role, name=name, scope=scope, groups=groups)
    return str(account.email)
