"""The health form as an administrator built it, on a circuit that runs; what is filed with it."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.actor import HOUSE
from tests.browser.lived import account
from tests.kit.works import DATA, actor, publish

PACK = Path(__file__).parents[2] / "schemas/packs/demonstration/definitions"
KEY, CIRCUIT, GROUP = "fiche-sante", "accord-simple", "secteur"
SERVICE = {
    "kind": "service", "format": 1, "key": KEY, "title": "Déposer la fiche de santé",
    "language": "fr", "translations": {}, "workflow": CIRCUIT, "icon": "first-aid-kit",
    "bindings": {"agent": [{"group": GROUP}]}, "number": "FS-{year}-{seq:04}",
    "buttons": [{"key": "deposer", "label": "Remplir la fiche", "form": KEY}],
}  # fmt: skip
ANSWERS = {
    "votre_enfant": {"prenom": "Léo", "nom": "Petit"}, "ne_le": "2016-02-03",
    "ou_il_habite": {"voie": "3, rue de la Halle", "code_postal": "35000", "commune": "Rennes"},
    "telephone_un_parent": "+33612345678", "regime": "vegetarien",
    "a_t_il_des_allergies": True, "allergies": [{"a_quoi": "Arachide"}, {"a_quoi": "Latex"}],
    "traitement_suivi": "Antihistaminique", "poids_en_kilos": 24, "soins": True,
    "conservation": True,
}  # fmt: skip


def circuit() -> dict[str, Any]:
    """The simple agreement of the demonstration, as it ships."""
    found: dict[str, Any] = json.loads((PACK / f"workflow-{CIRCUIT}.json").read_text("utf-8"))
    return found


def form() -> dict[str, Any]:
    """What the editor made of `health.build_form`."""
    found: dict[str, Any] = json.loads((DATA / f"{KEY}.json").read_text("utf-8"))
    return found


def changed() -> dict[str, Any]:
    """Renamed, retyped, removed, an option gone, made required, moved, a new step, a condition."""
    made = copy.deepcopy(form())
    asked, pages = made["schema"]["properties"], made["ui"]["pages"]
    asked["traitement_suivi"]["title"] = "Traitement en cours"
    asked["poids"] = {"type": "string", "maxLength": 40, "title": "Poids",
                      "x-id": asked.pop("poids_en_kilos")["x-id"]}  # fmt: skip
    del asked["ou_il_habite"]
    asked["regime"]["oneOf"] = asked["regime"]["oneOf"][:2]
    asked["nager"] = {
        "type": "boolean",
        "title": "Sait-il nager ?",
        "x-id": "01J0000000000000000000NAGE",
    }
    asked["soins"]["title"] = "Soins d’urgence"
    made["schema"]["required"] += ["nager", "traitement_suivi"]
    first, health, accords = pages
    first["items"] = [i for i in first["items"] if i["field"] != "/ou_il_habite"]
    weight = next(i for i in health["items"] if i["field"] == "/poids_en_kilos")
    health["items"].remove(weight)
    first["items"].append({"field": "/poids", "widget": "text"})
    treatment = next(i for i in health["items"] if i["field"] == "/traitement_suivi")
    treatment["when"] = {"==": [{"var": "a_t_il_des_allergies"}, True]}
    soins = next(i for i in accords["items"] if i["field"] == "/soins")
    soins["text"] = "J’autorise l’établissement à faire soigner et opérer mon enfant."
    swim = {"id": "sorties", "title": "Les sorties", "items": [{"field": "/nager"}]}
    made["ui"]["pages"] = [first, health, swim, accords]
    return made


def set_up() -> None:
    """All of it in service."""
    publish("form", form())
    publish("workflow", circuit())
    publish("service", copy.deepcopy(SERVICE))


def begun(email: str, answers: Mapping[str, Any]) -> Any:
    """A draft with these answers."""
    from catalogue import operations, profiles
    from catalogue.standing import form_names
    from form_factory import operations as forms
    from schemas import queries

    who = actor(account(email))
    version = queries.live("service", KEY)
    assert version is not None
    request = operations.start(who, version, "deposer", profiles.profiles_of(who)[0], again=True)
    forms.patch_answers(who, request.draft_id, answers, form_names(who, request))
    return request


def filed(email: str, **answers: Any) -> Any:
    """The same, handed in."""
    from catalogue import operations, queries

    request = begun(email, {**ANSWERS, **answers})
    operations.submit(
        actor(account(email)), queries.request_for(_who(email), request.provisional, lock=True)
    )
    return request


def sent_back(agent: str, head: str, request: Any, *, opened: bool) -> None:
    """To be corrected; its correction begun or not."""
    from catalogue import operations, queries

    seen = queries.request_for(_who(agent), request.reference, lock=True)
    operations.move(_who(agent), seen, "demander_complement", comment="Quelle dose ?")
    if opened:
        operations.open_correction(
            _who(head), queries.request_for(_who(head), request.reference, lock=True)
        )


def draft_changed() -> None:
    """The next version waits for its publication."""
    from schemas import operations

    operations.save_draft(HOUSE, "form", KEY, changed())


def held() -> dict[str, list[str]]:
    """Reference of each request → every answer given that it still holds, wherever it stands."""
    from sqlalchemy import select

    from catalogue.models import Request
    from core.database import session
    from form_factory import queries as forms

    given = ("Petit", "2016-02-03", "Rennes", "vegetarien", "Arachide", "Latex", "Antihistaminique",
             "24", "35000")  # fmt: skip
    found = {}
    for one in session.scalars(select(Request).where(Request.service_key == KEY)):
        row = forms.draft_row(one.correction_draft_id or one.draft_id)
        text = str((one.answers, one.old_answers, row.answers, row.old_answers))
        if one.submitted_at is None:
            text = str((row.answers, row.old_answers))
        found[one.provisional] = [word for word in given if word in text]
    return found


def _who(email: str) -> Any:
    return actor(account(email))
