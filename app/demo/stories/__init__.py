"""Which stories are told: enough of each for no screen to be empty."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from app.demo.cast import APPLICANTS
from app.demo.script import Story
from app.demo.stories import culture, furniture, tablets, works

Teller = Callable[[Random, str, str], Story]
#: How often each teller speaks in the demonstration as it is shipped.
TOLD: tuple[tuple[Teller, int], ...] = (
    *works.TOLD,
    *furniture.TOLD,
    *culture.TOLD,
    *tablets.TOLD,
)


def stories(
    count: int | None, rng: Random, applicants: tuple[tuple[str, str], ...] = APPLICANTS
) -> list[Story]:
    """The stories of the shipped demonstration, or `count` of them in the same proportions."""
    shipped = [teller for teller, times in TOLD for _ in range(times)]
    tellers = shipped if count is None else [shipped[n % len(shipped)] for n in range(count)]
    told = []
    for teller in tellers:
        who, school = _applicant(rng, applicants)
        told.append(teller(rng, who, school))
    return told


def _applicant(rng: Random, applicants: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """Somebody who asks; the first two, whom visitors sign in as, ask more than the others."""
    if rng.random() < 0.2:
        return applicants[rng.randrange(min(2, len(applicants)))]
    return rng.choice(applicants)
