"""Figures of an evaluation: what a set of questions with expected entries got."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Tried:
    """One question, what should come, what came."""

    text: str
    expected: tuple[str, ...]
    outcome: str
    keys: tuple[str, ...]

    @property
    def rank(self) -> int | None:
        """Where the first right entry stands, from 1."""
        return next((n for n, key in enumerate(self.keys, 1) if key in self.expected), None)

    @property
    def verdict(self) -> str:
        """In one word: first, three, shown, missed, refused, rightly-refused, wrongly-answered."""
        if not self.expected:
            return "rightly-refused" if self.outcome == "handover" else "wrongly-answered"
        rank = self.rank
        if rank is None:
            return "refused" if self.outcome == "handover" else "missed"
        return "first" if rank == 1 else "three" if rank <= 3 else "shown"

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {**asdict(self), "verdict": self.verdict}


def figures(tried: Sequence[Tried]) -> dict[str, Any]:
    """Counts, never shares: a page forms « 12 sur 15 » from them."""
    right = [one for one in tried if one.expected]
    direct = [one for one in tried if one.outcome == "answer"]
    foreign = [one for one in tried if not one.expected]
    return {
        "questions": len(right),
        "first": sum(one.rank == 1 for one in right),
        "three": sum(one.rank is not None and one.rank <= 3 for one in right),
        "shown": sum(one.rank is not None and one.rank <= SHOWN for one in right),
        "direct": len(direct),
        "wrong_direct": sum(one.rank != 1 for one in direct),
        "refused": sum(one.outcome == "handover" for one in right),
        "foreign": len(foreign),
        "foreign_refused": sum(one.outcome == "handover" for one in foreign),
    }


def changed(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[dict[str, str]]:
    """Questions whose verdict is another one than the last time."""
    known = {one["text"]: one["verdict"] for one in before}
    return [
        {"text": one["text"], "before": known[one["text"]], "after": one["verdict"]}
        for one in after
        if one["text"] in known and known[one["text"]] != one["verdict"]
    ]
