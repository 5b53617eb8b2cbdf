"""A base made ready to be asked: terms of each entry by weight, short texts apart, runs of letters.

An index holds the entries of one kind of reader and nothing of any other: neither its ranks nor its
spelling know a word that this reader may not read.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from knowledge_base.domain.asking.folding import root, sound, stem, words_in
from knowledge_base.domain.asking.grams import Grams, runs
from knowledge_base.domain.asking.tables import Tables

#: Weight of a term by the field it stands in; wordings grow with the root of their number.
TITLE, THEME, BODY, WORDING = 3.0, 0.6, 1.0, 1.8
MOST_FOR_WORDINGS: Final = 1.5
#: How much the length of a field counts against it.
LENGTH: Final = {"title": 0.4, "theme": 0.0, "body": 0.7}
#: Entries looked at for one term; in a base with more, those where it weighs most.
MOST_ENTRIES: Final = 2_000
#: Above so many entries, runs of letters are kept of the short texts alone.
BODIES_TOO: Final = 400
MOST_BODIES: Final = 200
#: Words of a body that are read.
LONGEST_BODY: Final = 1_500


@dataclass(frozen=True, slots=True)
class Piece:
    """What the engine reads of an entry."""

    key: str
    question: str
    body: str = ""
    theme: str = ""
    wordings: tuple[str, ...] = ()
    #: Whom it is for and what it leads to, where that may separate it from others.
    audience: tuple[str, ...] = ()
    service: str = ""


@dataclass(frozen=True, slots=True)
class Short:
    """The title of an entry or one of its wordings, as its own text."""

    entry: int
    terms: frozenset[int]
    is_title: bool


class Index:
    """Read by many at once, never changed."""

    def __init__(self, pieces: Sequence[Piece], tables: Tables) -> None:
        self.pieces = tuple(pieces)
        self.tables = tables
        self.numbers: dict[str, int] = {}
        self.shorts: list[Short] = []
        self.of_entry: list[range] = []
        #: By entry: its terms and their weights.
        self.terms: list[array[int]] = []
        self.weights: list[array[float]] = []
        self.title_terms: list[frozenset[int]] = []
        self.acts: list[frozenset[str]] = []
        self.words: set[str] = set()
        self.short_grams = Grams()
        self.body_grams = Grams(MOST_BODIES) if self.size <= BODIES_TOO else None
        self._fill()
        self._where = self._postings()
        self.idf = [self._idf_of(len(where[0])) for where in self._where]
        self.idf_unknown = math.log(1 + (self.size + 0.5) / 0.5)
        self.short_grams.close()
        if self.body_grams is not None:
            self.body_grams.close()

    @property
    def size(self) -> int:
        """How many entries."""
        return len(self.pieces)

    @cached_property
    def mean_title(self) -> float:
        """Terms of a title, on average."""
        return sum(map(len, self.title_terms)) / max(1, self.size) or 1.0

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Terms by their number."""
        return tuple(self.numbers)

    @cached_property
    def roots(self) -> dict[str, tuple[str, ...]]:
        """Stems of the words of the base by their root."""
        return _grouped((root(word), stem(word)) for word in self.words)

    @cached_property
    def sounds(self) -> dict[str, tuple[str, ...]]:
        """Words of the base by their sound."""
        return _grouped((sound(word), word) for word in self.words)

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """Words a misspelt one may have meant: those of the base and of the tables."""
        return tuple(sorted(word for word in self.words | self.tables.spelt if len(word) > 3))

    def entries_with(self, term: int) -> list[tuple[int, float]]:
        """Entries that hold a term with its weight in them, at most `MOST_ENTRIES`."""
        return list(islice(zip(*self._where[term], strict=True), MOST_ENTRIES))

    def number(self, term: str) -> int | None:
        """The number of a term the base holds."""
        return self.numbers.get(term)

    def _idf_of(self, held: int) -> float:
        return math.log(1 + (self.size - held + 0.5) / (held + 0.5))

    def _fill(self) -> None:
        read = [self._read(piece) for piece in self.pieces]
        means = {
            field: sum(len(getattr(one, field)) for one in read) / max(1, self.size) or 1.0
            for field in LENGTH
        }
        for one in read:
            weights: dict[int, float] = {}
            for field, base in (("title", TITLE), ("theme", THEME), ("body", BODY)):
                terms, b = getattr(one, field), LENGTH[field]
                each = base / (1 - b + b * len(terms) / means[field])
                for term in terms:
                    weights[term] = weights.get(term, 0.0) + each
            for term, n in one.wordings.items():
                grown = WORDING * min(MOST_FOR_WORDINGS, math.sqrt(n))
                weights[term] = weights.get(term, 0.0) + grown
            self.terms.append(array("I", weights.keys()))
            self.weights.append(array("f", weights.values()))

    def _read(self, piece: Piece) -> _Read:
        entry, first = len(self.of_entry), len(self.shorts)
        title, body = words_in(piece.question), words_in(piece.body)[:LONGEST_BODY]
        theme = words_in(piece.theme)
        said: Counter[int] = Counter()
        for words, is_title in ((title, True), *((words_in(w), False) for w in piece.wordings)):
            terms = self._numbered(words)
            self.shorts.append(Short(entry, frozenset(terms), is_title))
            self.short_grams.add(runs(words, self.tables.stop))
            self._learn(words)
            if not is_title:
                said.update(terms)
        self._learn(theme)
        self._learn(body)
        if self.body_grams is not None:
            self.body_grams.add(runs(title * 3 + theme + body, self.tables.stop))
        self.of_entry.append(range(first, len(self.shorts)))
        title_terms = self._numbered(title)
        self.title_terms.append(frozenset(title_terms))
        self.acts.append(self.tables.acts_in(stem(word) for word in title))
        return _Read(title_terms, self._numbered(theme), self._numbered(body), said)

    def _numbered(self, words: list[str]) -> array[int]:
        numbers = self.numbers
        terms = self.tables.terms(words)
        return array("I", (numbers.setdefault(term, len(numbers)) for term in terms))

    def _learn(self, words: list[str]) -> None:
        self.words.update(w for w in words if len(w) > 2 and w not in self.tables.stop)

    def _postings(self) -> list[tuple[array[int], array[float]]]:
        where = [(array("I"), array("f")) for _ in self.numbers]
        for entry, (terms, weights) in enumerate(zip(self.terms, self.weights, strict=True)):
            for term, weight in zip(terms, weights, strict=True):
                where[term][0].append(entry)
                where[term][1].append(weight)
        for at, (entries, weights) in enumerate(where):
            if len(entries) > MOST_ENTRIES:
                order = sorted(range(len(entries)), key=lambda i: (-weights[i], entries[i]))
                where[at] = (
                    array("I", (entries[i] for i in order)),
                    array("f", (weights[i] for i in order)),
                )
        return where


@dataclass(slots=True)
class _Read:
    title: array[int]
    theme: array[int]
    body: array[int]
    wordings: Counter[int]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for name, value in pairs:
        found.setdefault(name, set()).add(value)
    return {name: tuple(sorted(values)) for name, values in found.items()}
