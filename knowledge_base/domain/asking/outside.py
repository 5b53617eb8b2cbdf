"""The place of an engine that stands beside the local one: it proposes keys of entries, no words.

What it proposes is a voter among others. Whom a reader may read, when nothing is answered and when
an entry is opened at once stay with the local engine: a key that is not in the index of this reader
proposes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from knowledge_base.domain.asking.index import Index
from knowledge_base.domain.asking.question import Question
from knowledge_base.domain.asking.ranking import Found, look_at

#: Points of score for the one proposed first, as for the voter learnt from wordings (`learning`).
POINTS: Final = 2.0
#: How much less sure a proposal is to lose two thirds of them.
HEAT: Final = 0.05
#: Of one answer of an engine.
MOST_PROPOSED: Final = 8


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry by its key, and how sure whoever proposes it is, 0 to 1."""

    key: str
    sure: float


class ChatEngine(Protocol):
    """What stands beside the local engine."""

    def propose(self, text: str) -> Sequence[Proposal]:
        """The entries that may answer; none when it knows none."""


def best_of(proposed: Sequence[Proposal], least: float = 0.0) -> tuple[Proposal, ...]:
    """Those that are sure enough, each key once, the surest first."""
    found: dict[str, float] = {}
    for one in proposed:
        if math.isfinite(one.sure) and one.sure >= least:
            found[one.key] = max(found.get(one.key, 0.0), min(1.0, one.sure))
    order = sorted(found, key=lambda key: (-found[key], key))
    return tuple(Proposal(key, found[key]) for key in order[:MOST_PROPOSED])


def voted(
    question: Question, found: Sequence[Found], proposed: Sequence[Proposal], index: Index
) -> list[Found]:
    """The same entries and those proposed, the scores of these raised; strangers to the index are
    left out."""
    weights = _weights(proposed, index)
    if not weights:
        return list(found)
    known = {one.entry for one in found}
    also = look_at(question, index, [entry for entry in weights if entry not in known])
    raised = [
        replace(one, score=one.score + POINTS * weights.get(one.entry, 0.0))
        for one in (*found, *also)
    ]
    return sorted(raised, key=lambda one: -one.score)  # equal ones stay as they were ranked


def entries_proposed(proposed: Sequence[Proposal], index: Index) -> frozenset[int]:
    """The entries of this index that are proposed."""
    return frozenset(_weights(proposed, index))


def _weights(proposed: Sequence[Proposal], index: Index) -> dict[int, float]:
    held = [(index.entry_of[one.key], one.sure) for one in proposed if one.key in index.entry_of]
    most = max((sure for _, sure in held), default=0.0)
    return {entry: math.exp((sure - most) / HEAT) for entry, sure in held}
