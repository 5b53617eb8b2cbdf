"""Which entries answer best: a first choice by terms and letters, then ten looks at each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from knowledge_base.domain.asking.grams import runs
from knowledge_base.domain.asking.index import Index
from knowledge_base.domain.asking.pieces import Short
from knowledge_base.domain.asking.question import Question

K1: Final = 1.2
#: Looked at closely.
CANDIDATES: Final = 40
#: Brings a sum of BM25 near 0..1.
SCALE: Final = 2.2
#: What being like a wording tells, beside being like the title: many wordings, many chances.
OF_WORDING: Final = 0.8
#: An entry speaks of a word when something near enough stands in it.
MET: Final = 0.6


@dataclass(frozen=True, slots=True)
class Looks:
    """What speaks for an entry; coverages are shares of what the words tell, 0 to 1."""

    bm25: float = 0.0
    like_short: float = 0.0
    like_all: float = 0.0
    #: of the best short text: harmonic mean of the two coverages
    f1: float = 0.0
    asked_covered: float = 0.0
    text_covered: float = 0.0
    entry_covers: float = 0.0
    like_title: float = 0.0
    bm_title: float = 0.0
    #: how many of the words asked it speaks of, rare or not: 0 to 1
    met: float = 0.0

    @property
    def score(self) -> float:
        """Weights learnt on five bases together, never per organisation (docs/knowledge.md)."""
        return (
            2.43 * self.bm25
            + 0.43 * self.like_short
            + 1.51 * self.like_all
            + 2.42 * self.f1
            + 2.03 * self.asked_covered
            + 2.66 * self.text_covered
            + 4.01 * self.entry_covers
            + 0.15 * self.like_title
            + 0.85 * self.bm_title
            + 2.35 * self.met
        )


@dataclass(frozen=True, slots=True)
class Found:
    """An entry, what speaks for it, its score, and how far it speaks of each word asked."""

    entry: int
    looks: Looks
    score: float
    covered: tuple[float, ...]


def rank(question: Question, index: Index) -> list[Found]:
    """The best entries first; equal ones by key."""
    if not question.words or not index.size:
        return []
    asked = runs(question.spelt, index.tables.stop)
    like_short: dict[int, float] = {}
    like_title: dict[int, float] = {}
    for at, value in index.short_grams.likeness(asked).items():
        short = index.shorts[at]
        if value > like_short.get(short.entry, 0.0):
            like_short[short.entry] = value
        if short.is_title:
            like_title[short.entry] = value
    like_all = index.body_grams.likeness(asked) if index.body_grams else {}
    bm25, scale = _bm25(question, index), SCALE * question.total
    rough = {
        entry: bm25.get(entry, 0.0) / scale
        + like_short.get(entry, 0.0)
        + 0.5 * like_all.get(entry, 0.0)
        for entry in bm25.keys() | like_short.keys() | like_all.keys()
    }
    pieces = index.pieces
    best = nsmallest(CANDIDATES, rough, key=lambda entry: (-rough[entry], pieces[entry].key))
    looks = _Looker(question, index, like_short, like_title, like_all)
    found = [looks.at(entry) for entry in best]
    return sorted(found, key=lambda one: (-one.score, pieces[one.entry].key))


def look_at(question: Question, index: Index, entries: Sequence[int]) -> list[Found]:
    """These very entries, whatever the first choice thinks of them; runs of letters say nothing."""
    looks = _Looker(question, index, {}, {}, {})
    return [looks.at(entry) for entry in entries]


def _bm25(question: Question, index: Index) -> dict[int, float]:
    total: dict[int, float] = {}
    for word in question.words:
        best: dict[int, float] = {}
        for term, weight in word.near.items():
            tells = weight * index.idf[term] * (K1 + 1)
            for entry, f in index.entries_with(term):
                value = tells * f / (f + K1)
                if value > best.get(entry, 0.0):
                    best[entry] = value
        for entry, value in best.items():
            total[entry] = total.get(entry, 0.0) + value
    return total


class _Looker:
    def __init__(
        self,
        question: Question,
        index: Index,
        like_short: Mapping[int, float],
        like_title: Mapping[int, float],
        like_all: Mapping[int, float],
    ) -> None:
        self._question, self._index = question, index
        self._like = (like_short, like_title, like_all)
        #: term → words it stands for, with its weight for them
        self._terms: dict[int, list[tuple[int, float]]] = {}
        for at, word in enumerate(question.words):
            for term, weight in word.near.items():
                self._terms.setdefault(term, []).append((at, weight))

    def at(self, entry: int) -> Found:
        """One entry looked at."""
        index, question = self._index, self._question
        n, scale = len(question.words), question.total
        covered, bm = [0.0] * n, [0.0] * n
        held = index.postings
        for term, f in zip(held.terms[entry], held.weights[entry], strict=True):
            for at, weight in self._terms.get(term, ()):
                covered[at] = max(covered[at], weight)
                bm[at] = max(bm[at], weight * index.idf[term] * f * (K1 + 1) / (f + K1))
        short = max(
            (self._short(index.shorts[at]) for at in index.of_entry[entry]),
            key=lambda found: found[0] + found[1],
        )
        like_short, like_title, like_all = (values.get(entry, 0.0) for values in self._like)
        looks = Looks(
            bm25=sum(bm) / (scale * SCALE),
            like_short=like_short,
            like_all=like_all,
            f1=short[0],
            asked_covered=short[1],
            text_covered=short[2],
            entry_covers=self._told(covered),
            met=sum(one >= MET for one in covered) / n,
            like_title=like_title,
            bm_title=self._title(entry),
        )
        return Found(entry, looks, looks.score, tuple(covered))

    def _told(self, covered: Sequence[float]) -> float:
        words = self._question.words
        told = sum(word.rarity * c for word, c in zip(words, covered, strict=True))
        return told / self._question.total

    def _short(self, short: Short) -> tuple[float, float, float]:
        idf, words = self._index.idf, self._question.words
        covered = [0.0] * len(words)
        met = whole = 0.0
        for term in short.terms:
            whole += idf[term]
            best = 0.0
            for at, weight in self._terms.get(term, ()):
                covered[at] = max(covered[at], weight)
                best = max(best, weight)
            met += idf[term] * best
        asked, text = self._told(covered), met / (whole or 1e-9)
        f1 = 2 * asked * text / (asked + text) if asked + text else 0.0
        tells = 1.0 if short.is_title else OF_WORDING
        return f1 * tells, asked * tells, text * tells

    def _title(self, entry: int) -> float:
        index, terms = self._index, self._index.title_terms[entry]
        best = [0.0] * len(self._question.words)
        for term in terms:
            for at, weight in self._terms.get(term, ()):
                best[at] = max(best[at], weight * index.idf[term])
        length = 0.6 + 0.4 * len(terms) / index.mean_title
        return sum(best) / self._question.total / length
