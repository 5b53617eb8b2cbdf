"""A base made ready to be asked: terms of each entry by weight, short texts apart, runs of letters.

An index holds the entries of one kind of reader and nothing of any other: neither its ranks nor its
spelling know a word that this reader may not read.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from functools import cached_property
from typing import Final

from knowledge_base.domain.asking.folding import LONGEST_WORD, root, sound, stem, words_in
from knowledge_base.domain.asking.grams import Grams, runs
from knowledge_base.domain.asking.pieces import GONE, Piece, Scales, Short, Terms
from knowledge_base.domain.asking.postings import Postings
from knowledge_base.domain.asking.tables import Tables

#: Weight of a term by the field it stands in; wordings grow with the root of their number.
TITLE, THEME, BODY, WORDING = 3.0, 0.6, 1.0, 1.8
MOST_FOR_WORDINGS: Final = 1.5
#: Entries looked at for one term; in a base with more, those where it weighs most.
MOST_ENTRIES: Final = 2_000
#: How much the length of a field counts against it.
LENGTH: Final = {"title": 0.4, "theme": 0.0, "body": 0.7}
#: Above so many entries, runs of letters are kept of the short texts alone.
BODIES_TOO: Final = 400
MOST_BODIES: Final = 200


class Index:
    """Read by many at once; a change gives another one, which shares with it what stays.

    Entries are numbered by their place in `pieces`. Of a changed index, the places of entries that
    are gone stand empty, and lengths and runs are weighed as they were when it was made anew.
    """

    def __init__(
        self, pieces: Iterable[Piece], tables: Tables, scales: Scales | None = None
    ) -> None:
        self.tables = tables
        self.pieces: list[Piece] = []
        self.shorts: list[Short] = []
        self.of_entry: list[range] = []
        self.title_terms: list[frozenset[int]] = []
        self.acts: list[frozenset[str]] = []
        #: Words of the base, and in how many entries each stands.
        self.words: Counter[str] = Counter()
        self.postings = Postings()
        pieces = list(pieces)
        self.short_grams = Grams(weighed=scales.runs if scales else None)
        self.body_grams = Grams(MOST_BODIES) if len(pieces) <= BODIES_TOO else None
        read = [self._read(piece) for piece in pieces]
        self._means = scales.means if scales else _means(read)
        for one in read:
            self.postings.add(self._weights(one))
        self.short_grams.close()
        if self.body_grams is not None:
            self.body_grams.close()

    @cached_property
    def size(self) -> int:
        """How many entries."""
        return len(self.entry_of)

    @property
    def scales(self) -> Scales:
        """What its entries are weighed by."""
        return Scales(self._means, self.short_grams.idf)

    @cached_property
    def entry_of(self) -> dict[str, int]:
        """The entries it holds, by key."""
        return {piece.key: at for at, piece in enumerate(self.pieces) if piece is not GONE}

    @cached_property
    def mean_title(self) -> float:
        """Terms of a title, on average."""
        return sum(map(len, self.title_terms)) / max(1, self.size) or 1.0

    @cached_property
    def idf_unknown(self) -> float:
        """How much a word tells that no entry holds."""
        return math.log(1 + (self.size + 0.5) / 0.5)

    @cached_property
    def idf(self) -> list[float]:
        """How much each term tells."""
        held = self.postings.held()
        return [math.log(1 + (self.size - n + 0.5) / (n + 0.5)) for n in held]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Terms by their number."""
        return tuple(self.postings.numbers)

    @cached_property
    def roots(self) -> dict[str, tuple[str, ...]]:
        """Stems of the words of the base by their root."""
        return _grouped((root(word), stem(word)) for word in self.words)

    @cached_property
    def sounds(self) -> dict[str, tuple[str, ...]]:
        """Words of the base by their sound."""
        return _grouped((sound(word), word) for word in self.words)

    def spellings(self, shortest: int, longest: int) -> tuple[str, ...]:
        """Words a misspelt one may have meant, of these lengths: of the base and of the tables."""
        words, begins = self._by_length
        last = len(begins) - 1
        return words[begins[min(shortest, last)] : begins[min(longest + 1, last)]]

    @cached_property
    def _by_length(self) -> tuple[tuple[str, ...], list[int]]:
        """Words by length, and where each length begins."""
        known = self.words.keys() | self.tables.spelt
        words = sorted((word for word in known if len(word) > 3), key=lambda one: (len(one), one))
        lengths = [len(word) for word in words]
        return tuple(words), [bisect_left(lengths, n) for n in range(LONGEST_WORD + 2)]

    def number(self, term: str) -> int | None:
        """The number of a term the base holds."""
        return self.postings.number(term)

    def holds(self, term: str) -> bool:
        """Whether some entry has this very term."""
        number = self.number(term)
        return number is not None and bool(self.postings.where[number][0])

    def entries_with(self, term: int) -> list[tuple[int, float]]:
        """Entries that hold a term with its weight in them, at most `MOST_ENTRIES`."""
        entries, weights = self.postings.where[term]
        if len(entries) <= MOST_ENTRIES:
            return list(zip(entries, weights, strict=True))
        found = self._heaviest.get(term)
        if found is None:
            found = self._heaviest[term] = self._heaviest_of(entries, weights)
        return found

    @cached_property
    def _heaviest(self) -> dict[int, list[tuple[int, float]]]:
        """Of the terms that most entries hold: those where each weighs most."""
        return {}

    def _heaviest_of(self, entries: array[int], weights: array[float]) -> list[tuple[int, float]]:
        """Whatever the order the entries came in: of those that weigh the same, the first keys."""
        line = sorted(weights, reverse=True)[MOST_ENTRIES - 1]
        held = list(zip(entries, weights, strict=True))
        found = [one for one in held if one[1] > line]
        same = sorted((self.pieces[one[0]].key, one) for one in held if one[1] == line)
        return found + [one for _, one in same[: MOST_ENTRIES - len(found)]]

    def changed(
        self, pieces: Sequence[Piece], gone: Collection[str] = (), tables: Tables | None = None
    ) -> Index:
        """With these entries, new or in the place of those of the same keys, and without others."""
        if self.body_grams is not None:
            raise ValueError("a base so small is made anew")
        found = copy(self)
        found.become(pieces, gone, tables or self.tables)
        return found

    def become(self, pieces: Sequence[Piece], gone: Collection[str], tables: Tables) -> None:
        """What `changed` does, to a copy that nobody else reads yet."""
        left = {*gone, *(piece.key for piece in pieces)} & self.entry_of.keys()
        places = [self.entry_of[key] for key in sorted(left)]
        for name in _CACHED & vars(self).keys():
            delattr(self, name)
        for name in _HELD:
            setattr(self, name, copy(getattr(self, name)))
        self.tables = tables
        runs_gone = [one for entry in places for one in self._leave(entry)]
        read = [self._read(piece, runs_too=False) for piece in pieces]
        for one in read:
            self.postings.add(self._weights(one))
        runs_new = [runs(words, tables.stop) for one in read for words in one.shorts]
        self.short_grams = self.short_grams.changed(runs_gone, runs_new)

    def _leave(self, entry: int) -> list[tuple[int, Counter[str]]]:
        """Forget an entry; the runs of its short texts are given, to be forgotten too."""
        piece = self.pieces[entry]
        self.postings.leave(entry)
        said = piece.short_texts()
        for word in self._known([*said, words_in(piece.theme), piece.body_words()]):
            self.words[word] -= 1
            if not self.words[word]:
                del self.words[word]
        texts = zip(self.of_entry[entry], said, strict=True)
        self.pieces[entry] = GONE
        self.of_entry[entry] = range(0)
        self.title_terms[entry] = frozenset()
        self.acts[entry] = frozenset()
        return [(number, runs(words, self.tables.stop)) for number, words in texts]

    def _read(self, piece: Piece, *, runs_too: bool = True) -> Terms:
        entry, first = len(self.pieces), len(self.shorts)
        self.pieces.append(piece)
        said, theme, body = piece.short_texts(), words_in(piece.theme), piece.body_words()
        wordings: Counter[int] = Counter()
        for at, words in enumerate(said):
            terms = self._numbered(words)
            self.shorts.append(Short(entry, frozenset(terms), at == 0))
            if at:
                wordings.update(terms)
            if runs_too:
                self.short_grams.add(runs(words, self.tables.stop))
        if self.body_grams is not None:
            self.body_grams.add(runs(said[0] * 3 + theme + body, self.tables.stop))
        self.words.update(self._known([*said, theme, body]))
        self.of_entry.append(range(first, len(self.shorts)))
        title = self._numbered(said[0])
        self.title_terms.append(frozenset(title))
        self.acts.append(self.tables.acts_in(stem(word) for word in said[0]))
        kept = [] if runs_too else said
        return Terms(title, self._numbered(theme), self._numbered(body), wordings, kept)

    def _numbered(self, words: list[str]) -> array[int]:
        return array("I", map(self.postings.number_of, self.tables.terms(words)))

    def _known(self, texts: Iterable[list[str]]) -> set[str]:
        """The words of an entry that a misspelt one may have meant."""
        stop = self.tables.stop
        return {word for words in texts for word in words if len(word) > 2 and word not in stop}

    def _weights(self, read: Terms) -> dict[int, float]:
        weights: dict[int, float] = {}
        for field, base in (("title", TITLE), ("theme", THEME), ("body", BODY)):
            terms, b = getattr(read, field), LENGTH[field]
            each = base / (1 - b + b * len(terms) / self._means[field])
            for term in terms:
                weights[term] = weights.get(term, 0.0) + each
        for term, n in read.wordings.items():
            grown = WORDING * min(MOST_FOR_WORDINGS, math.sqrt(n))
            weights[term] = weights.get(term, 0.0) + grown
        return weights


#: What an index holds by number; a change copies these lists and shares what stands in them.
_HELD: Final = ("pieces", "shorts", "of_entry", "title_terms", "acts", "words", "postings")
#: What is worked out of an index when it is first asked for.
_CACHED: Final = {n for n, value in vars(Index).items() if isinstance(value, cached_property)}


def _means(read: Sequence[Terms]) -> dict[str, float]:
    """Mean lengths of the fields."""
    total = max(1, len(read))
    return {field: sum(len(getattr(one, field)) for one in read) / total or 1.0 for field in LENGTH}


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for name, value in pairs:
        found.setdefault(name, set()).add(value)
    return {name: tuple(sorted(values)) for name, values in found.items()}
