"""What a question asks for: each of its words with all that may stand for it, weighted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge_base.domain.asking.folding import asked_words, root, sound, stem
from knowledge_base.domain.asking.index import Index
from knowledge_base.domain.asking.language import english

#: A word of another form of the same root counts less than the word itself.
ROOT: Final = 0.75
SOUND: Final = 0.75
#: What a neighbour in meaning counts for where the base says the very word: « passeport » first,
#: then « carte d’identité ».
STANDS: Final = 0.8
#: How alike a corrected word must be, short or long, and what a correction costs.
ALIKE, ALIKE_LONG, LONG, COST = 0.79, 0.74, 6, 0.05
MOST_CORRECTIONS: Final = 2
SHORTEST_CORRECTED: Final = 4
#: Under this weight a synonym alone does not tell how rare the word is.
WEAK: Final = 0.7
LEAST_RARITY: Final = 0.6
_ELIDED: Final = ("qu", "j", "l", "d", "m", "n", "s", "t", "c")
_VOWELS: Final = frozenset("aeiouyh")
_AMBIGUOUS: Final = frozenset({"sa", "tel"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word asked, and the terms of the base that stand for it."""

    text: str
    #: term of the base → weight
    near: dict[int, float]
    #: how much the word tells
    rarity: float
    corrected: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the base speaks of it at all."""
        return bool(self.near)


@dataclass(frozen=True, slots=True)
class Question:
    """A question made ready for an index."""

    text: str
    words: tuple[Word, ...]
    spelt: tuple[str, ...]
    language: str = "fr"

    @property
    def total(self) -> float:
        """How much all its words tell together."""
        return sum(word.rarity for word in self.words) or 1e-9

    @property
    def unknown(self) -> float:
        """The share of it that the base does not speak of."""
        if not self.words:
            return 1.0
        return sum(word.rarity for word in self.words if not word.known) / self.total


def read(text: str, index: Index) -> Question:
    """The question as this base understands it."""
    tables, typed = index.tables, asked_words(text)
    is_english = english().speaks(typed, tables.stop)
    said = dict(english().in_french(typed)) if is_english else {}
    spelt = list(said) if is_english else _spelt_out(typed, index)
    found: dict[str, Word] = {}
    for word in spelt:
        if word not in tables.stop and word not in found:
            found[word] = _word(word, index, said.get(word, ()))
    phrases = tables.phrases_in(spelt)
    if spelt != typed and not is_english:  # « mon rib » is met as it is written too
        phrases += [one for one in tables.phrases_in(typed) if one not in phrases]
    for phrase in phrases:
        if phrase not in found:
            near = {phrase: 1.0, **tables.families.get(phrase, {})}
            told = _weighed(phrase, near, index)
            if told.known:  # what its words say alone is of no account
                found[phrase] = told
                for part in phrase.split("_"):
                    if part in found and not found[part].known:
                        del found[part]
    return Question(text, tuple(found.values()), tuple(spelt), "en" if is_english else "fr")


def _spelt_out(words: list[str], index: Index) -> list[str]:
    """Short spellings written out, glued elisions parted, where the base does not know the word."""
    found: list[str] = []
    for word in words:
        if word in index.words and word not in _AMBIGUOUS:
            found.append(word)
        elif word in index.tables.short:
            found.extend(index.tables.short[word])
        else:
            found.extend(_parted(word, index))
    return found


def _parted(word: str, index: Index) -> tuple[str, ...]:
    if len(word) > 4 and word not in index.tables.spelt:
        for elided in _ELIDED:
            rest = word[len(elided) :]
            vowel = word.startswith(elided) and rest[:1] in _VOWELS
            if vowel and (rest in index.words or rest in index.tables.spelt):
                return elided, rest
    return (word,)


def _word(word: str, index: Index, said: tuple[str, ...] = ()) -> Word:
    near: dict[str, float] = {}
    meant = _meant(word, index)
    for spelling, sure in meant:
        term = stem(spelling)
        _raise(near, term, sure)
        said_so = STANDS if index.holds(term) else 1.0
        for other, weight in index.tables.families.get(term, {}).items():
            _raise(near, other, weight * sure * (said_so if weight < ROOT else 1.0))
        if len(spelling) > 4:
            for other in index.roots.get(root(spelling), ()):
                _raise(near, other, ROOT * sure)
    for other in said:  # an entry may be written in this language too
        _raise(near, stem(other), 1.0)
    corrected = tuple(spelling for spelling, _ in meant if spelling != word)
    return _weighed(word, near, index, corrected)


def _meant(word: str, index: Index) -> list[tuple[str, float]]:
    """The word itself when it is known, else what it may be a bad spelling of."""
    if len(word) < SHORTEST_CORRECTED or word.isdigit() or _is_known(word, index):
        return [(word, 1.0)]
    least = ALIKE_LONG if len(word) > LONG else ALIKE
    likely = index.spellings(int(len(word) * least), int(len(word) / least))  # by length alone
    found = process.extract(
        word, likely, scorer=OSA.normalized_similarity, limit=3, score_cutoff=least
    )
    meant = [(spelling, alike - COST) for spelling, alike, _ in found]
    if not meant:
        meant = [(spelling, SOUND) for spelling in index.sounds.get(sound(word), ())[:3]]
    return meant[:MOST_CORRECTIONS] or [(word, 1.0)]


def knows(word: str, index: Index) -> bool:
    """Whether the base, or French as the tables hold it, has this folded word."""
    tables = index.tables
    return word in tables.stop or word in tables.short or _is_known(word, index)


def meant(word: str, index: Index) -> list[str]:
    """What a folded word may be a bad spelling of, the likeliest first; itself when it is known."""
    return [spelling for spelling, _ in _meant(word, index)]


def _is_known(word: str, index: Index) -> bool:
    if word in index.words or word in index.tables.spelt:
        return True
    return index.number(stem(word)) is not None or stem(word) in index.tables.families


def _weighed(
    text: str, near: dict[str, float], index: Index, corrected: tuple[str, ...] = ()
) -> Word:
    held = {number: w for term, w in near.items() if (number := index.number(term)) is not None}
    rarity = index.idf_unknown
    if held:
        best = max(held, key=lambda number: held[number])
        rarity = index.idf[best]
        if held[best] < WEAK:
            rarity = max(rarity, LEAST_RARITY * index.idf_unknown)
    return Word(text, held, rarity, corrected)


def _raise(near: dict[str, float], term: str, weight: float) -> None:
    if near.get(term, 0.0) < weight:
        near[term] = weight


def said_words(words: Iterable[Word]) -> dict[str, list[str]]:
    """Corrections made, for the trace."""
    return {word.text: list(word.corrected) for word in words if word.corrected}
