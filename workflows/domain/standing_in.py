"""Somebody who acts in another’s place: two names, one pair of eyes, one voice.

A person may hold a function in their own right or because they replace somebody who does. Their
own right comes first. Whoever acts for another counts, for four eyes and for votes, as both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

Person = UUID | str


@dataclass(frozen=True, slots=True)
class Principal:
    """Whom somebody stands in for."""

    id: Person
    name: str = ""


StandsIn = Mapping[str, tuple[Principal, ...]]
"""Functions that are held only in the place of others → whom."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """Under which function somebody acts, and for whom; None in their own right."""

    function: str
    principal: Principal | None = None

    def people(self, person: Person) -> frozenset[Person]:
        """Who counts as having acted."""
        return frozenset({person, self.principal.id} if self.principal else {person})


def capacities(
    wanted: Iterable[str], held: frozenset[str], stands_in: StandsIn
) -> Iterator[Capacity]:
    """Every way in which somebody may act under one of these functions, their own right first."""
    mine = [function for function in wanted if function in held]
    yield from (Capacity(function) for function in mine if function not in stands_in)
    for function in mine:
        yield from (Capacity(function, one) for one in stands_in.get(function, ()))
