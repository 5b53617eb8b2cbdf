"""Works: three levels, two visas side by side, a commission above 90,000 euros."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

from app.demo import texts
from app.demo.papers import Paper
from app.demo.script import Act, Story, act

SERVICE = "travaux-batiments"
MARC, SOFIA, HELENE = "marc_dubois", "sofia_klein", "helene_marchand"
QUOTED = Decimal("5000.00")


def answers(rng: Random, pool: Any) -> dict[str, Any]:
    """The answers of a request with works packages."""
    description, packages = rng.choice(pool)
    lots = [{"libelle": name, "montant": amount, "amiante": False} for name, amount in packages]
    if "dalles" in description or rng.random() < 0.1:
        lots[0] |= {
            "amiante": True,
            "rapport": [Paper("Rapport amiante", (str(lots[0]["libelle"]),))],
        }
    total = sum(Decimal(amount) for _name, amount in packages)
    found: dict[str, Any] = {
        "nature": "projet" if total > 2 * QUOTED else "entretien",
        "description": description,
        "batiment": rng.choice(texts.PLACES),
        "lots": lots,
        "occupation": rng.random() < 0.5,
    }
    if total >= QUOTED:
        found["devis"] = [
            Paper(f"Devis {name}", (f"Montant TTC : {amount} EUR",))
            for name, amount in packages[:2]
        ]
    return found


def urgency(rng: Random) -> dict[str, Any]:
    """The answers of an urgent request: no package, no quote."""
    return {
        "nature": "urgence",
        "danger": rng.random() < 0.3,
        "batiment": rng.choice(texts.PLACES),
        "description": rng.choice(texts.URGENCIES),
        "contact_nom": "Le gardien",
        "contact_telephone": "02 99 00 11 22",
        "photos": [Paper("Photo du local")],
    }


def filed(who: str, given: Mapping[str, Any]) -> list[Act]:
    """Started, filled and handed in within the hour."""
    return [
        act(0, who, "start", service=SERVICE),
        act(0.01, who, "fill", answers=given),
        act(0.01, who, "submit"),
    ]


def examined(rng: Random, who: str) -> list[Act]:
    """Taken in charge, checked and sent to the visas."""
    agent = _sector(rng)
    found = [act(1.5, agent, "look"), act(0.01, agent, "assign", to=agent)]
    if rng.random() < 0.35:
        found += [
            act(0.5, who, "say", text=rng.choice(texts.QUESTIONS)),
            act(0.6, agent, "say", text=rng.choice(texts.ANSWERS)),
            act(0.4, who, "look"),
        ]
    found += [
        act(
            0.3,
            agent,
            "annotate",
            form="instruction-travaux",
            values={"priorite": rng.choice(("haute", "normale", "normale", "basse"))},
        ),
        act(0.02, agent, "tick", keys=("surface", "competence", "doublon")),
        act(0.02, agent, "move", key="instruire"),
    ]
    return found


def technical(rng: Random) -> Act:
    """A favourable technical visa."""
    return act(
        2.5,
        MARC,
        "vote",
        function="visa_technique",
        verdict="accept",
        comment=rng.choice(texts.TECHNICAL),
    )


def budgetary(rng: Random) -> Act:
    """A favourable budget visa."""
    return act(
        1.5,
        SOFIA,
        "vote",
        function="visa_budget",
        verdict="accept",
        comment=rng.choice(texts.BUDGET),
    )


def to_decision(rng: Random, who: str, given: Mapping[str, Any]) -> list[Act]:
    """From the first page to the desk of the direction."""
    found = [*filed(who, given), *examined(rng, who), technical(rng), budgetary(rng)]
    if rng.random() < 0.3:
        found.append(act(0.3, HELENE, "note", text=rng.choice(texts.NOTES)))
    return found


def _sector(rng: Random) -> str:
    return rng.choice(("amina_benali", "amina_benali", "thomas_riviere"))


def _pool(rng: Random) -> Any:
    return texts.SMALL if rng.random() < 0.55 else texts.MEDIUM


def draft(rng: Random, who: str, school: str) -> Story:
    """Begun, left somewhere on the way."""
    given = answers(rng, _pool(rng))
    kept = dict(list(given.items())[: rng.randint(1, 4)])
    page = "p3" if "lots" in kept else "p2"
    return Story(
        SERVICE,
        school,
        [act(0, who, "start", service=SERVICE), act(0.01, who, "fill", answers=kept, page=page)],
        rng.uniform(0.2, 20),
    )


def waiting(rng: Random, who: str, school: str) -> Story:
    """Handed in lately; some have a question or a first look."""
    given = urgency(rng) if rng.random() < 0.25 else answers(rng, _pool(rng))
    acts = filed(who, given)
    if rng.random() < 0.4:
        agent = _sector(rng)
        acts += [act(1, agent, "assign", to=agent), act(0.02, agent, "tick", keys=("surface",))]
    if rng.random() < 0.4:
        acts.append(act(0.8, who, "say", text=rng.choice(texts.QUESTIONS)))
    return Story(SERVICE, school, acts, rng.uniform(0.1, 6))


def voted_down(rng: Random, who: str, school: str) -> Story:
    """A visa said no: back to the sector."""
    acts = [
        *filed(who, answers(rng, texts.MEDIUM)),
        *examined(rng, who),
        act(
            2,
            MARC,
            "vote",
            function="visa_technique",
            verdict="reject",
            comment=rng.choice(texts.TECHNICAL_NO),
        ),
    ]
    return Story(SERVICE, school, acts, rng.uniform(0.5, 5))


def sent_back(rng: Random, who: str, school: str) -> Story:
    """A correction is asked for; some have begun it."""
    agent = _sector(rng)
    acts = [
        *filed(who, answers(rng, _pool(rng))),
        act(2, agent, "move", key="demander_complement", comment=rng.choice(texts.CORRECTIONS)),
    ]
    if rng.random() < 0.4:
        acts.append(act(1.5, who, "correct", answers={"batiment": rng.choice(texts.PLACES)}))
    return Story(SERVICE, school, acts, rng.uniform(0.3, 10))


def corrected(rng: Random, who: str, school: str) -> Story:
    """Corrected and handed in again."""
    acts = [
        *sent_back(rng, who, school).acts[:4],
        act(2, who, "correct", answers={"batiment": rng.choice(texts.PLACES)}),
        act(0.02, who, "move", key="redeposer"),
    ]
    return Story(SERVICE, school, acts, rng.uniform(0.2, 5))


def at_visas(rng: Random, who: str, school: str) -> Story:
    """Before both visas."""
    acts = [*filed(who, answers(rng, _pool(rng))), *examined(rng, who)]
    return Story(SERVICE, school, acts, rng.uniform(0.3, 7))


def advised(rng: Random, who: str, school: str) -> Story:
    """Before the visas, an engineer is asked from outside: the answer is awaited."""
    asked = act(
        0.5,
        MARC,
        "advise",
        name="Jeanne Thomas, bureau d’études",
        text=texts.ADVICE,
    )
    acts = [*filed(who, answers(rng, texts.MEDIUM)), *examined(rng, who), asked]
    return Story(SERVICE, school, acts, rng.uniform(0.3, 3))


def half_voted(rng: Random, who: str, school: str) -> Story:
    """One visa given, the other awaited."""
    acts = [*at_visas(rng, who, school).acts, rng.choice((technical, budgetary))(rng)]
    return Story(SERVICE, school, acts, rng.uniform(0.3, 6))


def to_decide(rng: Random, who: str, school: str) -> Story:
    """On the desk of the direction."""
    pool = texts.LARGE if rng.random() < 0.2 else texts.MEDIUM
    return Story(SERVICE, school, to_decision(rng, who, answers(rng, pool)), rng.uniform(0.3, 9))


def stepped_back(rng: Random, who: str, school: str) -> Story:
    """The direction sent it back to the visas."""
    acts = [
        *to_decision(rng, who, answers(rng, texts.MEDIUM)),
        act(1, HELENE, "move", key="reculer", comment=texts.BACK),
    ]
    return Story(SERVICE, school, acts, rng.uniform(0.3, 4))


def at_commission(rng: Random, who: str, school: str) -> Story:
    """Above the limit: the commission is asked."""
    acts = [
        *to_decision(rng, who, answers(rng, texts.LARGE)),
        act(2, HELENE, "move", key="saisir_commission"),
        act(1, HELENE, "tick", keys=("rapport",)),
    ]
    return Story(SERVICE, school, acts, rng.uniform(1, 14))


def accepted(rng: Random, who: str, school: str) -> Story:
    """The whole way."""
    given = urgency(rng) if rng.random() < 0.25 else answers(rng, _pool(rng))
    acts = [
        *to_decision(rng, who, given),
        act(2.5, HELENE, "tick", keys=("credits",)),
        act(0.02, HELENE, "move", key="accepter"),
        act(1, who, "look"),
    ]
    return Story(SERVICE, school, acts, rng.uniform(0.5, 40))


def accepted_by_commission(rng: Random, who: str, school: str) -> Story:
    """The whole way, through the commission."""
    acts = [
        *at_commission(rng, who, school).acts,
        act(14, HELENE, "tick", keys=("pv",)),
        act(0.02, HELENE, "move", key="accepter"),
        act(1, who, "look"),
    ]
    return Story(SERVICE, school, acts, rng.uniform(0.5, 20))


def refused(rng: Random, who: str, school: str) -> Story:
    """A reasoned no."""
    acts = [
        *to_decision(rng, who, answers(rng, _pool(rng))),
        act(2, HELENE, "move", key="refuser", comment=rng.choice(texts.REFUSALS)),
    ]
    if rng.random() < 0.5:
        acts.append(act(1, who, "look"))
    return Story(SERVICE, school, acts, rng.uniform(0.5, 30))


def reopened(rng: Random, who: str, school: str) -> Story:
    """A refusal looked at again."""
    acts = [
        *to_decision(rng, who, answers(rng, texts.MEDIUM)),
        act(2, HELENE, "move", key="refuser", comment=texts.REFUSALS[-1]),
        act(9, HELENE, "move", key="rouvrir", comment=texts.REOPENED),
    ]
    return Story(SERVICE, school, acts, rng.uniform(0.5, 4))


def withdrawn(rng: Random, who: str, school: str) -> Story:
    """Not needed any more."""
    acts = [
        *filed(who, answers(rng, texts.SMALL)),
        act(3, who, "say", text=texts.WITHDRAWN),
        act(0.01, who, "move", key="abandonner"),
    ]
    return Story(SERVICE, school, acts, rng.uniform(1, 30))


def lapsed(rng: Random, who: str, school: str) -> Story:
    """Sent back and never answered: the timer closes it after sixty days."""
    asked = {"key": "demander_complement", "comment": texts.CORRECTIONS[0]}
    acts = [*filed(who, answers(rng, texts.SMALL)), act(2, _sector(rng), "move", **asked)]
    return Story(SERVICE, school, acts, rng.uniform(63, 68))


TOLD = (
    (draft, 6),
    (waiting, 13),
    (voted_down, 3),
    (sent_back, 8),
    (corrected, 3),
    (at_visas, 7),
    (half_voted, 8),
    (advised, 1),
    (to_decide, 9),
    (stepped_back, 2),
    (at_commission, 4),
    (accepted, 18),
    (accepted_by_commission, 3),
    (refused, 6),
    (reopened, 1),
    (withdrawn, 3),
    (lapsed, 2),
)
