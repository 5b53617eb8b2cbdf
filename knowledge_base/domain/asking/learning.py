"""A third voter learnt from approved wordings, and whether it helps this very base.

Naive Bayes over the stems of titles and wordings: one class an entry. It takes part only where it
brings more wordings to their own entry, on wordings it has not seen, than the base does without it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from knowledge_base.domain.asking.folding import words_in
from knowledge_base.domain.asking.index import Index
from knowledge_base.domain.asking.pieces import Piece
from knowledge_base.domain.asking.question import Question, read
from knowledge_base.domain.asking.ranking import Found, rank
from knowledge_base.domain.asking.tables import Tables

#: Wordings an entry, on average, under which nothing can be learnt.
LEAST_WORDINGS: Final = 3
#: Beyond, trying it would take longer than a publication may wait.
MOST_ENTRIES: Final = 300
MOST_TRIED: Final = 120
#: Points of score for being sure, and how much a term never seen of an entry counts.
POINTS: Final = 2.0
SMOOTH: Final = 0.3
HEAT: Final = 0.5


class Voter:
    """How likely each entry is to be asked for in these words."""

    def __init__(self, pieces: Sequence[Piece], tables: Tables) -> None:
        self._tables = tables
        self._said: list[Counter[str]] = []
        for piece in pieces:
            said: Counter[str] = Counter()
            for text in (piece.question, *piece.wordings):
                said.update(set(tables.terms(words_in(text))))
            self._said.append(said)
        self._size = len({term for said in self._said for term in said}) or 1

    def vote(self, question: Question, found: Sequence[Found]) -> list[Found]:
        """The same entries, their scores raised by what was learnt."""
        terms = self._tables.terms(list(question.spelt))
        if not found or not terms:
            return list(found)
        logs = [HEAT * self._log(terms, one.entry) for one in found]
        most = max(logs)
        weights = [math.exp(value - most) for value in logs]
        total = sum(weights)
        voted = [
            replace(one, score=one.score + POINTS * weight / total)
            for one, weight in zip(found, weights, strict=True)
        ]
        return sorted(voted, key=lambda one: -one.score)  # equal ones stay as they were ranked

    def _log(self, terms: Sequence[str], entry: int) -> float:
        said = self._said[entry]
        whole = sum(said.values()) + SMOOTH * self._size
        return sum(math.log((said[term] + SMOOTH) / whole) for term in terms)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many of the wordings tried came first, without the voter and with it."""

    tried: int = 0
    without: int = 0
    with_voter: int = 0

    @property
    def helps(self) -> bool:
        """Whether the voter takes part."""
        return self.with_voter > self.without


def verdict(pieces: Sequence[Piece], tables: Tables) -> Verdict:
    """Each half of the wordings asked of a base that knows the other half alone."""
    wordings = sum(len(piece.wordings) for piece in pieces)
    if len(pieces) > MOST_ENTRIES or wordings < LEAST_WORDINGS * max(1, len(pieces)):
        return Verdict()
    tried = without = with_voter = 0
    for half in (0, 1):
        known = [replace(piece, wordings=piece.wordings[half::2]) for piece in pieces]
        index, voter = Index(known, tables), Voter(known, tables)
        asked = [
            (at, text) for at, piece in enumerate(pieces) for text in piece.wordings[1 - half :: 2]
        ]
        for entry, text in asked[:: max(1, 2 * len(asked) // MOST_TRIED)]:
            question = read(text, index)
            found = rank(question, index)
            tried += 1
            without += _first(found) == entry
            with_voter += _first(voter.vote(question, found)) == entry
    return Verdict(tried, without, with_voter)


def _first(found: Sequence[Found]) -> int | None:
    return found[0].entry if found else None
