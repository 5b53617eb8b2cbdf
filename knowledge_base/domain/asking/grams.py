"""Texts compared by runs of three to five letters: what survives a bad spelling."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
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
    """Which texts hold which run, weighted so that the likeness of two texts is a cosine.

    Texts are known by the number they were added under. Once closed, it is read by many at once;
    a change gives another one, which shares with it all that the change does not touch.
    """

    def __init__(self, most: int = MOST_TEXTS, weighed: Mapping[str, float] | None = None) -> None:
        self.size = 0
        self.idf: dict[str, float] = {}
        self._most = most
        self._weighed = weighed
        self._unknown = 1.0
        self._where: dict[str, tuple[array[int], array[float]]] = {}

    def add(self, text: Counter[str]) -> int:
        """One more text, before `close`; what is kept of it is small."""
        for run, n in text.items():
            where = self._where.get(run)
            if where is None:
                where = self._where[run] = (array("I"), array("f"))
            where[0].append(self.size)
            where[1].append(1 + math.log(n))
        self.size += 1
        return self.size - 1

    def close(self) -> Grams:
        """Weigh the runs, now that all texts are known (or as they were weighed before)."""
        if self._weighed is not None:
            self.idf = dict(self._weighed)
        else:
            self.idf = {
                run: math.log((1 + self.size) / (1 + len(texts))) + 1
                for run, (texts, _) in self._where.items()
            }
        self._unknown = max(self.idf.values(), default=1.0)
        norms = array("d", bytes(8 * self.size))
        for run, (texts, weights) in self._where.items():
            idf = self.idf.get(run, self._unknown)
            for at, text in enumerate(texts):
                weights[at] *= idf
                norms[text] += weights[at] ** 2
        for texts, weights in self._where.values():
            for at, text in enumerate(texts):
                weights[at] /= math.sqrt(norms[text])
        return self

    def changed(
        self, gone: Iterable[tuple[int, Counter[str]]], new: Iterable[Counter[str]]
    ) -> Grams:
        """Without some texts, with others, each run weighed as before."""
        found = copy(self)
        found.become(gone, new)
        return found

    def become(self, gone: Iterable[tuple[int, Counter[str]]], new: Iterable[Counter[str]]) -> None:
        """What `changed` does, to a copy that nobody else reads yet."""
        self._where = dict(self._where)
        own: set[str] = set()
        for number, text in gone:
            for run in text:
                texts, weights = self._held(run, own)
                at = bisect_left(texts, number)
                del texts[at], weights[at]
                if not texts:
                    del self._where[run]
        for text in new:
            self._put(text, own)

    def _held(self, run: str, own: set[str]) -> tuple[array[int], array[float]]:
        """Where a run stands, to be altered: nobody else reads these two."""
        if run not in own or run not in self._where:
            own.add(run)
            texts, weights = self._where.get(run, ((), ()))
            self._where[run] = (array("I", texts), array("f", weights))
        return self._where[run]

    def _put(self, text: Counter[str], own: set[str]) -> None:
        held = array("f", (1 + math.log(n) for n in text.values()))
        for at, run in enumerate(text):
            held[at] *= self.idf.get(run, self._unknown)
        norm = math.sqrt(sum(weight * weight for weight in held))
        for run, weight in zip(text, held, strict=True):
            texts, weights = self._held(run, own)
            texts.append(self.size)
            weights.append(weight / norm)
        self.size += 1

    def likeness(self, asked: Counter[str]) -> dict[int, float]:
        """How like the question each text is, 0 to 1; those that share nothing are left out."""
        found: dict[int, float] = {}
        has = found.get
        norm = 0.0
        for run, n in asked.items():
            weight = (1 + math.log(n)) * self.idf.get(run, self._unknown)
            norm += weight * weight
            where = self._where.get(run)
            if where is not None and len(where[0]) <= self._most:
                for text, value in zip(*where, strict=True):
                    found[text] = has(text, 0.0) + weight * value
        norm = math.sqrt(norm) or 1.0
        return {text: value / norm for text, value in found.items()}
