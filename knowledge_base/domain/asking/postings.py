"""Which entries hold which term, and how much it weighs in each."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping

Where = tuple["array[int]", "array[float]"]


class Postings:
    """Terms by number; entries by the order they were added in. A copy of it may change: what it
    shares with the first is copied before it is touched."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        #: By entry: its terms and their weights.
        self.terms: list[array[int]] = []
        self.weights: list[array[float]] = []
        self.where: list[Where] = []
        #: Terms whose entries nobody else reads.
        self._own: set[int] = set()

    def __copy__(self) -> Postings:
        found = Postings()
        found.numbers, found.where = dict(self.numbers), list(self.where)
        found.terms, found.weights = list(self.terms), list(self.weights)
        return found

    def number_of(self, term: str) -> int:
        """The number of a term, a new one when it was never met."""
        number = self.numbers.setdefault(term, len(self.where))
        if number == len(self.where):
            self.where.append((array("I"), array("f")))
            self._own.add(number)
        return number

    def number(self, term: str) -> int | None:
        """The number of a term that some entry holds."""
        found = self.numbers.get(term)
        return found if found is not None and self.where[found][0] else None

    def held(self) -> list[int]:
        """By term: how many entries hold it."""
        return [len(entries) for entries, _ in self.where]

    def add(self, weights: Mapping[int, float]) -> None:
        """One entry more."""
        entry = len(self.terms)
        self.terms.append(array("I", weights.keys()))
        self.weights.append(array("f", weights.values()))
        for term, weight in weights.items():
            entries, weighs = self.where[term] if term in self._own else self._owned(term)
            entries.append(entry)
            weighs.append(weight)

    def leave(self, entry: int) -> None:
        """An entry is gone; no term leads to it."""
        for term in self.terms[entry]:
            entries, weights = self.where[term] if term in self._own else self._owned(term)
            at = bisect_left(entries, entry)
            del entries[at], weights[at]
        self.terms[entry], self.weights[entry] = array("I"), array("f")

    def _owned(self, term: int) -> Where:
        entries, weights = self.where[term]
        self._own.add(term)
        self.where[term] = (array("I", entries), array("f", weights))
        return self.where[term]
