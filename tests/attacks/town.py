"""The ground of the attacks: two schools, two services, every role, one secret each."""

from __future__ import annotations

import copy
import io
import json
import types
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from core import clock
from core.actor import HOUSE
from core.database import session
from tests.documents.samples import png
from tests.kit.people import person, signed_in
from tests.kit.stage import set_stage
from tests.kit.works import BINDINGS, DATA, SERVICE, actor, circuit, publish

#: A word in everything that belongs to the first school; nobody else may ever read it.
CANARY = "Zibeline"
#: A word of agents among themselves, about the first school's request.
INTERNAL = "Pangolin"
PNG = png(1, 1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TECHNICIAN = {
    "kind": "role",
    "format": 1,
    "key": "informaticien",
    "title": "Informaticien",
    "language": "fr",
    "translations": {},
    "staff": True,
    "rules": [],
    "permissions": [
        "definitions:read",
        "definitions:write",
        "definitions:publish",
        "packs:manage",
        "accounts:read",
        "accounts:manage",
        "roles:grant",
        "sessions:end",
        "jobs:read",
        "settings:manage",
        "erasures:manage",
    ],
}
#: Answers of the works form that hold, with the canary.
WORKS = {
    "etablissement": "0350001A",
    "nature": "entretien",
    "description": f"Remplacer les stores de la salle {CANARY}",
    "lots": [{"libelle": f"Stores {CANARY}", "montant": "1200.00", "amiante": False}],
}


@dataclass
class Town:
    """People by what they are, things of the first school by what they are."""

    app: Flask
    people: dict[str, Any]
    #: Reference or id of each thing, for the tables of the attacks.
    things: dict[str, str]

    def client(self, who: str) -> Any:
        """Somebody at a browser, signed in (unless `anonyme`)."""
        return self.app.test_client() if who == "anonyme" else signed_in(self.app, self.people[who])

    def actor(self, who: str) -> Any:
        """The rights of somebody, read now."""
        return actor(self.people[who])

    def token(self, who: str, *permissions: str) -> dict[str, str]:
        """Headers of a program that acts for somebody."""
        from accounts import operations

        text = operations.create_token(HOUSE, self.people[who], "essai", permissions)
        session.commit()
        return {"Authorization": f"Bearer {text}"}

    def works(self, *, submitted: bool = True, who: str = "cheffe", **answers: Any) -> Any:
        """Another request of the first school for works."""
        return self.filed("travaux", "demander", {**WORKS, **answers}, who=who, submitted=submitted)

    def loan(self, *, submitted: bool = True, who: str = "cheffe", **answers: Any) -> Any:
        """Another request of the first school for an instrument."""
        given = {
            "instrument": "violon",
            "duree": 3,
            "eleves": [{"prenom": f"Ana {CANARY}", "prix": "20.00"}],
            **answers,
        }
        return self.filed("pret-instrument", "emprunter", given, who=who, submitted=submitted)

    def filed(
        self, service: str, button: str, answers: dict[str, Any], *, who: str, submitted: bool
    ) -> Any:
        """A request opened, filled in and handed in through the acts people use."""
        from catalogue import operations, profiles, queries
        from catalogue.standing import form_names
        from form_factory import operations as forms
        from schemas import queries as schemas

        head = self.actor(who)
        version = schemas.live("service", service)
        assert version is not None
        made = operations.start(head, version, button, profiles.profiles_of(head)[0], again=True)
        forms.patch_answers(head, made.draft_id, answers, form_names(head, made))
        if submitted:
            operations.submit(head, queries.request_for(head, made.provisional, lock=True))
        session.flush()
        return made


def build_town(app: Flask, folder: Path) -> Town:
    """Publish, people, then one of each thing that belongs to somebody."""
    stage = set_stage(folder)
    for name in ("demande-travaux", "instruction-travaux"):
        form = json.loads((DATA / f"{name}.json").read_text())
        form["schema"].get("$defs", {}).get("uai", {}).pop("format", None)  # invented schools
        publish("form", form)
    publish("workflow", circuit())
    publish("service", copy.deepcopy(SERVICE))
    publish("role", TECHNICIAN)
    people = {
        "cheffe": stage.head,
        "autre_chef": stage.other_head,
        "luthier": stage.luthier,
        "conservateur": stage.curator,
        "admin": stage.admin,
        **_more_people(stage),
    }
    town = Town(app, people, {})
    town.things = _things(town)
    session.commit()
    return town


def _more_people(stage: Any) -> dict[str, Any]:

    def one(key: str, role: str, **more: Any) -> Any:
        return person(f"{key}@example.test", role, name=key.replace("_", " ").title(), **more)

    path = stage.school.scope_path
    found = {
        "habilite": one("habilite", "membre-habilite", scope=path),
        "etranger": one("etranger", "agent", groups=("voirie",)),
        "superviseur": one("superviseur", "superviseur"),
        "superviseur_ailleurs": one(
            "superviseur_ailleurs", "superviseur", scope=stage.other_school.scope_path
        ),
        "informaticien": one("informaticien", "informaticien"),
        "sans_role": person("sans-role@example.test", name="Sans Role"),
        **{f: one(f, "agent", groups=(g,)) for f, g in BINDINGS.items()},
    }
    late = one("echu", "chef-etablissement", scope=path)
    from accounts import queries

    grant = queries.grants_of(late.id)[0]
    grant.valid_from, grant.valid_until = clock.today() - timedelta(9), clock.today() - timedelta(1)
    return {**found, "echu": late}


def upload(name: str = f"{CANARY}.png", content: bytes = PNG) -> Any:
    """A file as the web hands it over."""
    return types.SimpleNamespace(filename=name, stream=io.BytesIO(content))


def _things(town: Town) -> dict[str, str]:
    from sqlalchemy import select

    from catalogue import operations, queries
    from core.files import FileRule, store
    from messaging.models import Mail

    head, agent = town.actor("cheffe"), town.actor("gestionnaire")
    request = town.works()
    seen = queries.request_for(agent, request.reference, lock=True)
    note = operations.post(
        agent, seen, f"Entre nous : {INTERNAL}", internal=True, files=[upload(f"{INTERNAL}.png")]
    )
    mine = queries.request_for(head, request.reference, lock=True)
    message = operations.post(head, mine, f"Bonjour {CANARY}", files=[upload()])
    operations.patch_annotation(
        agent, seen, "instruction-travaux", {"observations": f"Observé : {INTERNAL}"}
    )
    draft = town.works(submitted=False)
    stores = FileRule()
    draft_file = store().keep(
        head, ("draft", draft.draft_id), upload().stream, f"{CANARY}.png", stores, place="/devis"
    )
    request_file = store().keep(
        head, ("request", request.id), upload().stream, f"{CANARY}.png", stores, place="/devis"
    )
    from messaging.operations import send

    mail = session.scalars(select(Mail).where(Mail.to_address == head.email)).first()
    if mail is None:
        mail = send(
            "recepisse",
            to=town.people["cheffe"],
            about=("request", request.id),
            once="a",
            variables={"titre": CANARY, "numero": "1"},
            url="/demandes/1",
        )
    session.flush()
    return {
        "request": request.reference,
        "request_id": str(request.id),
        "provisional": request.provisional,
        "draft": draft.provisional,
        "draft_file": str(draft_file.id),
        "request_file": str(request_file.id),
        "message_file": message.files[0],
        "note_file": note.files[0],
        "mail": str(mail.id),
        "loan": town.loan().reference,
        "account": str(town.people["cheffe"].id),
    }
