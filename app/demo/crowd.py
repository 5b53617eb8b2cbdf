"""More schools and more heads, for a demonstration on a larger scale: the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from random import Random

from app.demo.cast import HEAD, PEOPLE, Person
from core.folding import fold

#: Requests a head files, on the whole.
PER_HEAD = 15
FIRST = (
    "Adèle",
    "Bastien",
    "Carole",
    "Damien",
    "Estelle",
    "Fabien",
    "Gaëlle",
    "Hugo",
    "Irène",
    "Joël",
    "Karine",
    "Loïc",
    "Maud",
    "Nolwenn",
    "Olivier",
    "Pascale",
    "Quentin",
    "Rozenn",
    "Simon",
    "Tiphaine",
)
LAST = (
    "Abgrall",
    "Briand",
    "Corre",
    "Daniel",
    "Evenou",
    "Floch",
    "Gicquel",
    "Henry",
    "Jaouen",
    "Kerloch",
    "Launay",
    "Morvan",
    "Nedelec",
    "Ollivier",
    "Perrot",
    "Queffelec",
    "Rouault",
    "Salaun",
    "Thomas",
    "Urvoy",
)


def crowd(requests: int, schools: Sequence[str], rng: Random) -> list[Person]:
    """One head for every fifteen requests, each at a school that has none yet."""
    taken = {code for person in PEOPLE for code in person.schools}
    free = [code for code in schools if code not in taken]
    rng.shuffle(free)
    names = [f"{first} {last}" for first, last in product(FIRST, LAST)]
    rng.shuffle(names)
    wanted = max(0, requests // PER_HEAD - len(taken))
    return [
        Person(fold(name).replace(" ", "_"), name, "direction", HEAD, (code,))
        for name, code in zip(names[:wanted], free, strict=False)
    ]
