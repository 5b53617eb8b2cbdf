"""One question put to the engine of somebody else: ready before it leaves, judged when it is back.

Between the two no transaction is open.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge_base import outside
from knowledge_base.domain.asking.outside import Proposal, best_of
from knowledge_base.domain.outside.vectors import nearest
from knowledge_base.outside import Reached, Silent

ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Consult:
    """A `ChatEngine` with all it needs for one reader: candidates to be put in order, vectors to be
    held against the question."""

    to: Reached
    #: Cleaned: the very words that leave.
    text: str
    #: How sure a proposal must be.
    least: float
    candidates: tuple[tuple[str, str], ...] = ()
    known: tuple[tuple[str, Sequence[float]], ...] = ()

    def propose(self, text: str) -> list[Proposal]:
        """What it takes the question for; `Silent` when it does not say."""
        if self.to.kind == "dialogflow":
            return outside.detect(self.to, text)
        if self.to.kind == "embeddings":
            return nearest(outside.embed(self.to, [text])[0], self.known) if self.known else []
        if not self.candidates:
            return []
        scores = outside.rerank(self.to, text, [words for _, words in self.candidates])
        keys = [key for key, _ in self.candidates]
        return [Proposal(key, score) for key, score in zip(keys, scores, strict=True)]


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: proposals, or a word for why there are none."""

    proposed: tuple[Proposal, ...]
    outcome: str
    took_ms: int
    #: Those that were not sure enough too, for whoever looks how it does.
    all: tuple[Proposal, ...] = ()

    @property
    def silent(self) -> bool:
        """Whether it failed us."""
        return self.outcome != ANSWERED


def hear(asked: Consult) -> Heard:
    """Ask it; an engine that fails has proposed nothing."""
    begun = time.monotonic()
    found: Sequence[Proposal] = ()
    outcome = ANSWERED
    try:
        found = asked.propose(asked.text)
    except Silent as silence:
        outcome = silence.why
    took = int((time.monotonic() - begun) * 1000)
    return Heard(best_of(found, asked.least), outcome, took, best_of(found))
