"""The scene after some weeks: a draft, requests at several steps, messages, a note, a decision."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.browser.scene import SCHOOLS, Scene, set_scene
from tests.kit.works import actor, filed, moved

FUNCTIONS = ("head", "gestionnaire", "visa_technique", "visa_budget", "direction")


def set_lived_scene(folder: Path) -> Scene:
    """The scene, and what happened on it, through the acts people use."""
    scene = set_scene(folder)
    live(scene)
    return scene


def live(scene: Scene) -> None:
    """What one sees is what the house wrote."""
    from messaging import operations as messaging

    who: Any = SimpleNamespace(**{name: account(getattr(scene, name)) for name in FUNCTIONS})
    school = {"etablissement": SCHOOLS[0][0]}
    waiting = filed(who, **school, description="Réparer la fuite du toit du gymnase")
    sent_back = filed(who, **school, description="Changer la serrure du portail nord")
    voting = filed(who, **school, description="Isoler les combles du bâtiment C")
    decided = filed(who, **school, description="Installer un visiophone à l’accueil")
    moved(who, sent_back, "demander_complement")
    moved(who, voting, "instruire")
    moved(who, decided, "instruire", "visas", "accepter")
    for who_says, audience, side, words in (
        (who.head, "applicant", "applicant", "Bonjour, la fuite s’aggrave."),
        (who.gestionnaire, "applicant", "agency", "Un agent passe demain."),
        (who.gestionnaire, "internal", "agency", "Prévenir l’astreinte."),
    ):
        messaging.post_message(actor(who_says), "request", waiting.id, audience, side, words)
    _draft(who.head)


def account(address: str) -> Any:
    """The account of an address."""
    from accounts import queries

    return queries.account_by_email(address)


def _draft(head: Any) -> None:
    from catalogue import operations, profiles
    from schemas import queries as schemas

    person = actor(head)
    version = schemas.live("service", "pret-instrument")
    assert version is not None
    operations.start(person, version, "emprunter", profiles.profiles_of(person)[0], again=True)
