"""Texts compared by runs of three to five letters: what survives a bad spelling."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import islice
from typing import Final

SHORTEST: Final = 3
LONGEST: Final = 5
#: Texts looked at for one run of letters; a run that stands in more of them tells little.
MOST_TEXTS: Final = 2_000


def runs(words: Sequence[str], stop: Collection[str]) -> Counter[str]:
    """Runs of letters within each word that says something, its two ends marked."""
    found: Counter[str] = Counter()
    for word in words:
        if word in stop:
            continue
        padded = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            found.update(padded[at : at + length] for at in range(len(padded) - length + 1))
    return found


class Grams:
    """Which texts hold which run, weighted so that the likeness of two texts is a cosine."""

    def __init__(self, texts: Sequence[Counter[str]]) -> None:
        self.size = len(texts)
        df: Counter[str] = Counter()
        for text in texts:
            df.update(text.keys())
        self._idf = {run: math.log((1 + self.size) / (1 + n)) + 1 for run, n in df.items()}
        self._unknown = max(self._idf.values(), default=1.0)
        self._where: dict[str, tuple[array[int], array[float]]] = {}
        for at, text in enumerate(texts):
            weights = {run: (1 + math.log(n)) * self._idf[run] for run, n in text.items()}
            norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
            for run, weight in weights.items():
                where = self._where.get(run)
                if where is None:
                    where = self._where[run] = (array("I"), array("f"))
                where[0].append(at)
                where[1].append(weight / norm)

    def likeness(self, asked: Counter[str]) -> list[float]:
        """For each text, how like the question it is: 0 to 1."""
        found = [0.0] * self.size
        norm = 0.0
        for run, n in asked.items():
            weight = (1 + math.log(n)) * self._idf.get(run, self._unknown)
            norm += weight * weight
            where = self._where.get(run)
            if where is not None:
                for at, has in islice(zip(*where, strict=True), MOST_TEXTS):
                    found[at] += weight * has
        norm = math.sqrt(norm) or 1.0
        return [value / norm for value in found]
