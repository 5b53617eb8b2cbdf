"""School furniture: two levels, then a delivery."""

from __future__ import annotations

from random import Random
from typing import Any

from app.demo.papers import Paper
from app.demo.script import Act, Story, act

SERVICE = "mobilier-scolaire"
LOUISE, DENIS = "louise_faure", "denis_moreau"


def _answers(rng: Random) -> dict[str, Any]:
    many = rng.choice((12, 15, 24, 28, 60))
    found: dict[str, Any] = {
        "motif": rng.choice(("ouverture", "usure", "usure", "accessibilite")),
        "articles": [
            {"article": "table", "taille": "t6", "quantite": many, "salle": "204"},
            {"article": "chaise", "taille": "t6", "quantite": many, "salle": "204"},
        ],
        "periode": rng.choice(("vacances", "mercredi", "indifferent")),
    }
    if found["motif"] == "usure":
        found |= {"etat": rng.choice(("use", "use", "dangereux")), "reprise": False}
    if found["motif"] == "accessibilite":
        found["eleve_besoin"] = "Une table réglable en hauteur, avec passage pour un fauteuil."
        found["articles"] = [
            {"article": "table", "quantite": 1},
            {"article": "armoire", "quantite": 1},
        ]
    if sum(one["quantite"] for one in found["articles"]) >= 60:
        found["plan"] = [Paper("Plan de la salle 204")]
    return found


def _filed(rng: Random, who: str, answers: dict[str, Any] | None = None) -> list[Act]:
    return [
        act(0, who, "start", service=SERVICE),
        act(0.01, who, "fill", answers=answers or _answers(rng)),
        act(0.01, who, "submit"),
    ]


def _proposed(rng: Random, who: str) -> list[Act]:
    agent = rng.choice((LOUISE, "thomas_riviere"))
    answers = _answers(rng)
    if answers.get("etat") == "dangereux":
        ticked, comment = ["effectifs", "stock", "dangereux"], ""
    else:
        ticked, comment = ["effectifs", "stock"], "Aucun mobilier dangereux n’est signalé."
    return [
        *_filed(rng, who, answers),
        act(2, agent, "tick", keys=ticked),
        act(0.02, agent, "move", key="proposer", comment=comment),
    ]


def _ordered(rng: Random, who: str) -> list[Act]:
    return [*_proposed(rng, who), act(3, DENIS, "move", key="valider")]


def draft(rng: Random, who: str, school: str) -> Story:
    """Begun only."""
    return Story(
        SERVICE,
        school,
        [
            act(0, who, "start", service=SERVICE),
            act(0.01, who, "fill", answers={"motif": "usure"}, page="p2"),
        ],
        rng.uniform(0.2, 12),
    )


def waiting(rng: Random, who: str, school: str) -> Story:
    """Handed in."""
    return Story(SERVICE, school, _filed(rng, who), rng.uniform(0.1, 7))


def sent_back(rng: Random, who: str, school: str) -> Story:
    """A question about the number of pupils."""
    acts = [
        *_filed(rng, who),
        act(
            2,
            LOUISE,
            "move",
            key="demander_complement",
            comment="Combien d’élèves sont attendus dans cette salle ?",
        ),
    ]
    return Story(SERVICE, school, acts, rng.uniform(0.5, 9))


def to_validate(rng: Random, who: str, school: str) -> Story:
    """Proposed to the direction."""
    return Story(SERVICE, school, _proposed(rng, who), rng.uniform(0.3, 6))


def ordered(rng: Random, who: str, school: str) -> Story:
    """Ordered, on its way."""
    return Story(SERVICE, school, _ordered(rng, who), rng.uniform(2, 25))


def delivered(rng: Random, who: str, school: str) -> Story:
    """There."""
    acts = [
        *_ordered(rng, who),
        act(24, LOUISE, "move", key="livrer"),
        act(1, who, "say", text="Bonjour, tout est arrivé en bon état, merci."),
    ]
    return Story(SERVICE, school, acts, rng.uniform(0.5, 20))


def refused(rng: Random, who: str, school: str) -> Story:
    """Too many tables for the room."""
    acts = [
        *_filed(rng, who),
        act(
            3,
            LOUISE,
            "move",
            key="refuser",
            comment="La salle a été équipée l’an dernier, voir la demande précédente.",
        ),
    ]
    return Story(SERVICE, school, acts, rng.uniform(1, 30))


def withdrawn(rng: Random, who: str, school: str) -> Story:
    """Filed twice by mistake."""
    acts = [*_filed(rng, who), act(1, who, "move", key="abandonner")]
    return Story(SERVICE, school, acts, rng.uniform(1, 30))


TOLD = (
    (draft, 2),
    (waiting, 4),
    (sent_back, 2),
    (to_validate, 3),
    (ordered, 4),
    (delivered, 4),
    (refused, 2),
    (withdrawn, 1),
)
