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
    loops = [at for at in known if _loops(at, known)]
    if loops:
        return [Problem(at, "schema-loop") for at in loops[:5]]
    visits = _Visits(known).count("", _DEEPEST)
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


def _loops(start: str, known: Mapping[str, Any]) -> bool:
    seen: set[str] = set()
    ahead = _here(start, known) if "$ref" in _mapping(known[start]) else []
    while ahead:
        at = ahead.pop()
        if at == start:
            return True
        if at not in seen:
            seen.add(at)
            ahead.extend(_here(at, known))
    return False


def _mapping(schema: Any) -> Mapping[str, Any]:
    return schema if isinstance(schema, Mapping) else {}


class _Visits:
    """Counts visits on the worst way down a document; each (schema, depth) once."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = known
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
        total = 1 + sum(self.count(place, depth) for place in _here(at, self.known))
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
