"""The scene while a circuit changes hands: corrections, an edit, advice, letters, stand-ins, a
request to be placed and a draft that takes away a step."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from core import clock
from core.actor import HOUSE
from core.database import session
from tests.browser.lived import FUNCTIONS, account, live
from tests.browser.scene import SCHOOLS, Scene, set_scene
from tests.kit.remapped import KEY, drafted, in_commission, mapped, shorter, without
from tests.kit.works import actor, circuit, filed, moved, publish

SEND_BACK = "demander_complement"
TOTAL = "Le total, taxes comprises, ne correspond pas au devis joint."
LETTER: dict[str, Any] = {
    "kind": "template", "format": 1, "key": "convocation", "title": "Convocation sur place",
    "language": "fr", "translations": {}, "channel": "letter", "audience": "applicant",
    "at_desk": True, "subject": "Visite pour la demande {numero}",
    "variables": [{"name": name, "label": name} for name in ("numero", "donnees.description")],
    "blocks": [
        {"h": "Visite sur place"},
        {"p": "Votre demande {numero} ({donnees.description}) demande une visite."},
        {"ul": ["Prévoyez une heure", "Ouvrez les locaux techniques"]},
        {"p": "Réservé aux urgences.", "when": {"==": [{"var": "data.nature"}, "urgence"]}},
        {"quote": "Personne ne s’est présenté la dernière fois."},
        {"button": {"text": "Suivre la demande", "to": "{lien}"}},
    ],
}  # fmt: skip


@dataclass
class Handed(Scene):
    """The scene, and the requests each state is about."""

    named: str
    late: str
    edited: str
    advised: str
    placed: str
    run: str


def set_handed_scene(folder: Path) -> Handed:
    """Everything that waits to be looked at."""
    scene = set_scene(folder)
    publish("template", LETTER)
    publish("workflow", editable())
    live(scene)
    who: Any = SimpleNamespace(**{name: account(getattr(scene, name)) for name in FUNCTIONS})
    made = {name: filed(who, etablissement=SCHOOLS[0][0]) for name in ("late", "edited", "placed")}
    made["named"] = _corrected(who)
    made["advised"] = _advised(who)
    moved(who, made["edited"], "instruire")
    in_commission(made["placed"])
    run = _letters(who, made["edited"], made["advised"])
    _replaced(scene, who)
    _published()
    numbers = {name: str(request.reference) for name, request in made.items()}
    return Handed(**{f.name: getattr(scene, f.name) for f in fields(scene)}, **numbers, run=run)


def editable() -> dict[str, Any]:
    """Agents may change answers at the intake and at the visas; one hears of vacant functions."""
    document = circuit()
    for status in document["statuses"]:
        if status["key"] in {"visas", "depose"}:
            status["editable_by"] = ["gestionnaire"]
    return document


def sent_back(who: Any, request: Any, *wishes: Any) -> None:
    """The agent asks for corrections."""
    from catalogue import operations, queries

    seen = queries.request_for(actor(who), request.reference, lock=True)
    operations.move(actor(who), seen, SEND_BACK, comment="Il manque peu de chose.", wishes=wishes)
    session.flush()


def _corrected(who: Any) -> Any:
    """Sent back with two remarks; one answer is changed and not handed in."""
    from catalogue import queries
    from catalogue.operations import correcting
    from catalogue.operations.asking_again import Wish

    request = filed(who, etablissement=SCHOOLS[0][0], description="Repeindre le préau couvert")
    row = request.rows["/lots"][0]
    wishes = Wish("/description", "Quelle surface ?"), Wish(f"/lots[{row}]", TOTAL)
    sent_back(who.gestionnaire, request, *wishes)
    head = actor(who.head)
    seen = queries.request_for(head, request.reference, lock=True)
    draft = correcting.open_correction(head, seen)
    text = {"description": "Repeindre le préau couvert, 240 m² au sol"}
    correcting.patch_answers(head, seen, draft.id, text)
    return request


def _advised(who: Any) -> Any:
    """Three questions, each by its link."""
    from catalogue import queries
    from catalogue.operations import advising
    from catalogue.operations.advising import Question

    request = filed(who, etablissement=SCHOOLS[0][0], description="Poser des panneaux solaires")
    agent = actor(who.gestionnaire)
    joined = [{"label": "Description", "text": "Poser des panneaux solaires"}]
    for name, text in (
        ("jeanne", "La toiture peut-elle porter les panneaux ?\nDepuis quand est-elle refaite ?"),
        ("karim", "Le raccordement est-il possible avant l’hiver ?"),
        ("odile", "Faut-il l’accord de l’architecte des bâtiments de France ?"),
    ):
        seen = queries.request_for(agent, request.reference, lock=True)
        until = clock.today() + timedelta(days=9)
        email = f"{name}@example.test"
        asked = Question(email, f"{name.capitalize()} Expert", text, until, True, joined)
        advising.ask(agent, seen, asked)
        session.flush()
    return request


def revoke_last(scene: Handed) -> None:
    """The last link opens nothing any more."""
    from catalogue import queries
    from catalogue.advice_models import Advice
    from catalogue.operations import advising

    agent = actor(account(scene.gestionnaire))
    seen = queries.request_for(agent, scene.advised, lock=True)
    asked = select(Advice.id).where(Advice.email == "odile@example.test")
    advising.revoke(agent, seen, session.scalars(asked).one())


def _letters(who: Any, *requests: Any) -> str:
    """A run of two letters; its work is done by the worker."""
    from catalogue.operations import bulk
    from catalogue.operations.bulk import Chosen, Wanted

    chosen = Chosen([(one.reference, one.version) for one in requests])
    run = bulk.prepare(actor(who.gestionnaire), Wanted("letter"), chosen)
    bulk.launch(run, settings={"template": LETTER["key"], "name": LETTER["title"]})
    return str(run.id)


def _replaced(scene: Scene, who: Any) -> None:
    """An absence of today, one to come."""
    from accounts import operations, queries
    from accounts.operations import Absence

    today = clock.today()
    for principal, start, reason in (
        (who.gestionnaire, 0, "Congés"),
        (who.direction, 30, "Formation des cadres"),
    ):
        seats = [str(seat.id) for seat in queries.standing_seats(principal.id)]
        begins = today + timedelta(days=start)
        away = Absence(scene.second, seats, begins, begins + timedelta(days=12), purpose=reason)
        operations.name_stand_in(actor(principal), principal, away)
        session.flush()


def _published() -> None:
    """Without its commission the circuit is in service; a draft takes the visas away."""
    from schemas import operations as definitions

    document = without("commission", migrations=mapped(commission="ask"))
    for way in document["transitions"]:
        way.pop("guard", None)  # it spoke of the commission
    drafted({**document, "statuses": _still_editable(document)})
    definitions.publish(HOUSE, "workflow", KEY, policy="all")
    session.flush()
    drafted(shorter())


def _still_editable(document: dict[str, Any]) -> list[Any]:
    kept = {one["key"]: one for one in editable()["statuses"]}
    return [kept[one["key"]] for one in document["statuses"]]


def advice_links() -> dict[str, str]:
    """Who was asked → the address of the mail."""
    from messaging.models import Mail

    found = session.execute(select(Mail.to_address, Mail.text).where(Mail.text.contains("/avis/")))
    return {
        to.partition("@")[0]: match[0]
        for to, text in found
        if (match := re.search(r"/avis/[\w-]{43}", text))
    }


def letter_tokens() -> list[str]:
    """Of the letters of the run, oldest first."""
    from documents.models import IssuedDocument

    issued = select(IssuedDocument.token).where(IssuedDocument.template_key == LETTER["key"])
    return list(session.scalars(issued.order_by(IssuedDocument.created_at)))
