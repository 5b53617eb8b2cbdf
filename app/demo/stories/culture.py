"""Cultural projects: answered at once up to 2,000 euros, by a commission above."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from app.demo import texts
from app.demo.papers import Paper
from app.demo.script import Act, Story, act

SERVICE = "projet-culturel"
LOUISE, DENIS = "louise_faure", "denis_moreau"
DIRECT = Decimal(2000)
SMALL = tuple(p for p in texts.PROJECTS if Decimal(p[4]) <= DIRECT)
LARGE = tuple(p for p in texts.PROJECTS if Decimal(p[4]) > DIRECT)


def _answers(rng: Random, pool: Any) -> dict[str, Any]:
    title, field, summary, expenses, asked = rng.choice(pool)
    found: dict[str, Any] = {
        "intitule": title,
        "domaine": field,
        "resume": summary,
        "eleves": rng.randint(24, 120),
        "partenaire": rng.choice(texts.PARTNERS),
        "depenses": [
            {"poste": name, "nature": "intervenant", "quantite": 1, "prix": amount}
            for name, amount in expenses
        ],
        "demande": asked,
        "cofinancement": texts.CO_FUNDING,
    }
    if Decimal(asked) > DIRECT:
        found["budget_signe"] = [
            Paper("Budget signé", tuple(f"{n} : {a} EUR" for n, a in expenses))
        ]
    return found


def _filed(rng: Random, who: str, pool: Any = texts.PROJECTS) -> list[Act]:
    return [
        act(0, who, "start", service=SERVICE),
        act(0.02, who, "fill", answers=_answers(rng, pool)),
        act(0.02, who, "submit"),
    ]


def _checked(rng: Random, who: str, pool: Any, key: str) -> list[Act]:
    return [
        *_filed(rng, who, pool),
        act(4, LOUISE, "tick", keys=("budget", "partenaire")),
        act(0.02, LOUISE, "move", key=key),
    ]


def draft(rng: Random, who: str, school: str) -> Story:
    """Begun only."""
    given = _answers(rng, texts.PROJECTS)
    kept = {key: given[key] for key in ("intitule", "domaine", "resume")}
    return Story(
        SERVICE,
        school,
        [act(0, who, "start", service=SERVICE), act(0.02, who, "fill", answers=kept, page="p3")],
        rng.uniform(0.2, 15),
    )


def waiting(rng: Random, who: str, school: str) -> Story:
    """Handed in."""
    return Story(SERVICE, school, _filed(rng, who), rng.uniform(0.1, 12))


def sent_back(rng: Random, who: str, school: str) -> Story:
    """The budget does not add up."""
    acts = [
        *_filed(rng, who),
        act(
            3,
            LOUISE,
            "move",
            key="demander_complement",
            comment="Le nom de la structure partenaire manque, pouvez-vous l’ajouter au résumé ?",
        ),
    ]
    return Story(SERVICE, school, acts, rng.uniform(0.5, 10))


def at_commission(rng: Random, who: str, school: str) -> Story:
    """Waiting for the vote."""
    return Story(SERVICE, school, _checked(rng, who, LARGE, "presenter"), rng.uniform(0.5, 14))


def granted(rng: Random, who: str, school: str) -> Story:
    """A small help, granted at once."""
    acts = [*_checked(rng, who, SMALL, "accorder"), act(1, who, "look")]
    return Story(SERVICE, school, acts, rng.uniform(1, 30))


def voted(rng: Random, who: str, school: str) -> Story:
    """A larger one, voted."""
    acts = [*_checked(rng, who, LARGE, "presenter"), act(12, DENIS, "move", key="voter_aide")]
    return Story(SERVICE, school, acts, rng.uniform(1, 30))


def refused(rng: Random, who: str, school: str) -> Story:
    """Not this time."""
    acts = [
        *_filed(rng, who),
        act(
            6,
            LOUISE,
            "move",
            key="refuser",
            comment="Le projet n’associe pas d’artiste professionnel, condition de cette aide.",
        ),
    ]
    return Story(SERVICE, school, acts, rng.uniform(1, 30))


def withdrawn(rng: Random, who: str, school: str) -> Story:
    """The artist is not free."""
    acts = [*_filed(rng, who), act(4, who, "move", key="abandonner")]
    return Story(SERVICE, school, acts, rng.uniform(1, 30))


TOLD = (
    (draft, 2),
    (waiting, 4),
    (sent_back, 2),
    (at_commission, 4),
    (granted, 2),
    (voted, 3),
    (refused, 2),
    (withdrawn, 1),
)
