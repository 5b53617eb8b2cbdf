"""Tablets for a class: one level."""

from __future__ import annotations

from random import Random
from typing import Any

from app.demo import texts
from app.demo.script import Act, Story, act

SERVICE, LOUISE = "tablettes-classe", "louise_faure"


def _answers(rng: Random) -> dict[str, Any]:
    return {
        "classe": rng.choice(texts.CLASSES),
        "eleves": rng.randint(12, 32),
        "usage": rng.sample(("langues", "sciences", "inclusion"), rng.randint(1, 2)),
        "reseau": rng.random() < 0.8,
        "armoire": rng.random() < 0.6,
    }


def _filed(rng: Random, who: str) -> list[Act]:
    return [
        act(0, who, "start", service=SERVICE),
        act(0.01, who, "fill", answers=_answers(rng)),
        act(0.01, who, "submit"),
    ]


def draft(rng: Random, who: str, school: str) -> Story:
    """Begun only."""
    return Story(SERVICE, school, [act(0, who, "start", service=SERVICE)], rng.uniform(0.1, 9))


def waiting(rng: Random, who: str, school: str) -> Story:
    """Handed in."""
    return Story(SERVICE, school, _filed(rng, who), rng.uniform(0.1, 8))


def sent_back(rng: Random, who: str, school: str) -> Story:
    """The network is in doubt."""
    acts = [
        *_filed(rng, who),
        act(
            2,
            LOUISE,
            "move",
            key="demander_complement",
            comment="Pouvez-vous vérifier la couverture du réseau dans la salle ?",
        ),
    ]
    return Story(SERVICE, school, acts, rng.uniform(0.5, 9))


def accepted(rng: Random, who: str, school: str) -> Story:
    """Yes."""
    acts = [*_filed(rng, who), act(4, LOUISE, "move", key="accepter"), act(1, who, "look")]
    return Story(SERVICE, school, acts, rng.uniform(1, 40))


def refused(rng: Random, who: str, school: str) -> Story:
    """Not this year."""
    acts = [
        *_filed(rng, who),
        act(
            4,
            LOUISE,
            "move",
            key="refuser",
            comment="Classe équipée il y a deux ans : renouvellement prévu l’an prochain.",
        ),
    ]
    return Story(SERVICE, school, acts, rng.uniform(1, 40))


def withdrawn(rng: Random, who: str, school: str) -> Story:
    """Filed for the wrong class."""
    acts = [*_filed(rng, who), act(1, who, "move", key="abandonner")]
    return Story(SERVICE, school, acts, rng.uniform(1, 40))


TOLD = ((draft, 1), (waiting, 4), (sent_back, 2), (accepted, 4), (refused, 2), (withdrawn, 1))
