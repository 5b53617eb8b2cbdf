"""The verdict on answers as programs and terminals read it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from core.actor import Actor
from core.words import message
from form_factory.compiled import Compiled
from form_factory.evaluation import Outcome, evaluate, keyword_of
from form_factory.normalising import normalised
from form_factory.queries import facts_of
from form_factory.references import unreached


def tried(form: Compiled, answers: Mapping[str, Any], actor: Actor) -> Outcome:
    """Evaluate answers nobody stores; of the surroundings, only the person is known."""
    person = {
        "name": actor.name, "email": actor.email,
        "roles": sorted({grant.role for grant in actor.grants}),
        "groups": sorted({member.group for member in actor.memberships}),
    }  # fmt: skip
    given = normalised(form, answers)
    judge = partial(unreached, form, trial=True)
    return evaluate(form, given, facts_of({"actor": person}), unreached=judge)


def verdict(outcome: Outcome) -> dict[str, Any]:
    """`valid`, `visible`, `errors` and `computed`; addresses are JSON pointers into the answers."""
    return {
        "valid": outcome.valid,
        "visible": pointers(outcome.visible),
        "errors": [
            {"path": p.path, "keyword": keyword_of(p), "message": message(p)}
            for p in outcome.errors
        ],
        "computed": dict(outcome.computed),
    }


def pointers(places: frozenset[str]) -> list[str]:
    """The questions among what is shown: pages, notices and sections are left out."""
    return sorted(place for place in places if place.startswith("/"))
