"""How much work a schema can ask for at one place of a document, references followed.

Validation visits a schema once per way that leads to it. `allOf` of references doubles the ways at
each level: a kilobyte can ask for millions of visits. So we count them, before anything runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.problems import Problem
from schemas.domain.gate.keywords import target_of
from schemas.domain.gate.vocabulary import places, steps

MOST_VISITS: Final = 5_000
#: Documents come through the door no deeper than this.
_DEEPEST: Final = 20
#: A way through schemas longer than this is refused, before it exhausts anybody's stack.
_LONGEST: Final = 120


def expansion_problems(schema: Any) -> list[Problem]:
    """A reference that leads back to itself without going down, or too many visits."""
    known = dict(places(schema))
    graph = {at: _here(at, known) for at in known}
    loops = _loops(graph)
    if loops:
        return [Problem(at, "schema-loop") for at in loops[:5]]
    visits = _Visits(known, graph).count("", _DEEPEST)
    if visits > MOST_VISITS:
        return [Problem("", "schema-expansion", {"most": MOST_VISITS})]
    return []


def _here(at: str, known: Mapping[str, Any]) -> list[str]:
    """Schemas that look at the same place as the one at `at`."""
    schema = known[at]
    if not isinstance(schema, Mapping):
        return []
    found = [step.at for step in steps(schema, at) if step.looks == "here"]
    target = target_of(schema["$ref"]) if "$ref" in schema else None
    return [*found, target] if target in known and target is not None else found


def _loops(graph: Mapping[str, list[str]]) -> list[str]:
    """Schemas from which one comes back, or comes to a place where one turns round: what is left
    once all that leads nowhere is taken away, again and again. Linear in the size of the schema."""
    left = {at: len(targets) for at, targets in graph.items()}
    comes_from: dict[str, list[str]] = {at: [] for at in graph}
    for at, targets in graph.items():
        for target in targets:
            comes_from[target].append(at)
    done = [at for at, count in left.items() if count == 0]
    while done:
        at = done.pop()
        del left[at]
        for source in comes_from[at]:
            left[source] -= 1
            if left[source] == 0:
                done.append(source)
    return list(left)


class _Visits:
    """Counts visits on the worst way down a document; each (schema, depth) once."""

    def __init__(self, known: Mapping[str, Any], graph: Mapping[str, list[str]]) -> None:
        self.known = known
        self.graph = graph
        self.counted: dict[tuple[str, int], int] = {}
        self.under_way = 0

    def count(self, at: str, depth: int) -> int:
        key = (at, depth)
        if key not in self.counted:
            self.counted[key] = MOST_VISITS + 1  # met again on the way: cannot be bounded
            self.under_way += 1
            if self.under_way <= _LONGEST:
                self.counted[key] = min(self._count(at, depth), MOST_VISITS + 1)
            self.under_way -= 1
        return self.counted[key]

    def _count(self, at: str, depth: int) -> int:
        total = 1 + sum(self.count(place, depth) for place in self.graph[at])
        if depth == 0 or total > MOST_VISITS:
            return total
        named: list[int] = []
        for step in steps(self.known[at], at):
            if step.looks == "below":
                visits = self.count(step.at, depth - 1)
                # A member of the document meets one of `properties`, but every pattern.
                if step.keyword in {"properties", "prefixItems"}:
                    named.append(visits)
                else:
                    total += visits
        return total + max(named, default=0)
