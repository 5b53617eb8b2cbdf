"""Texts compared by runs of three to five letters: what survives a bad spelling."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

SHORTEST: Final = 3
LONGEST: Final = 5
#: A run of letters that stands in more texts tells little, and is passed over.
MOST_TEXTS: Final = 2_000


def runs(words: Sequence[str], stop: Collection[str]) -> Counter[str]:
    """Runs of letters within each word that says something, its two ends marked."""
    found: Counter[str] = Counter()
    for word in words:
        if word in stop:
            continue
        found.update(_runs_of(word))
    return found


@lru_cache(20_000)
def _runs_of(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(
        padded[at : at + length]
        for length in range(SHORTEST, LONGEST + 1)
        for at in range(len(padded) - length + 1)
    )


class Grams:
    """Which texts hold which run, weighted so that the likeness of two texts is a cosine."""

    def __init__(self, most: int = MOST_TEXTS) -> None:
        self.size = 0
        self._most = most
        self._idf: dict[str, float] = {}
        self._unknown = 1.0
        self._where: dict[str, tuple[array[int], array[float]]] = {}

    def add(self, text: Counter[str]) -> None:
        """One more text, before `close`; what is kept of it is small."""
        for run, n in text.items():
            where = self._where.get(run)
            if where is None:
                where = self._where[run] = (array("I"), array("f"))
            where[0].append(self.size)
            where[1].append(1 + math.log(n))
        self.size += 1

    def close(self) -> Grams:
        """Weigh the runs, now that all texts are known."""
        norms = array("d", bytes(8 * self.size))
        for run, (texts, weights) in self._where.items():
            idf = self._idf[run] = math.log((1 + self.size) / (1 + len(texts))) + 1
            for at, text in enumerate(texts):
                weights[at] *= idf
                norms[text] += weights[at] ** 2
        for texts, weights in self._where.values():
            for at, text in enumerate(texts):
                weights[at] /= math.sqrt(norms[text])
        self._unknown = max(self._idf.values(), default=1.0)
        return self

    def likeness(self, asked: Counter[str]) -> dict[int, float]:
        """How like the question each text is, 0 to 1; those that share nothing are left out."""
        found: dict[int, float] = {}
        has = found.get
        norm = 0.0
        for run, n in asked.items():
            weight = (1 + math.log(n)) * self._idf.get(run, self._unknown)
            norm += weight * weight
            where = self._where.get(run)
            if where is not None and len(where[0]) <= self._most:
                for text, value in zip(*where, strict=True):
                    found[text] = has(text, 0.0) + weight * value
        norm = math.sqrt(norm) or 1.0
        return {text: value / norm for text, value in found.items()}
