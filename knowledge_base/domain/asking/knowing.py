"""Which words are the language's, or a base's: any other may be somebody's name."""

from __future__ import annotations

from functools import lru_cache

from knowledge_base.domain.asking.folding import words_in
from knowledge_base.domain.asking.index import Index
from knowledge_base.domain.asking.language import english
from knowledge_base.domain.asking.question import knows
from knowledge_base.domain.asking.tables import shipped

#: Digits that say how many, and nothing of anybody.
_DIGITS = 2


def is_known(word: str, index: Index) -> bool:
    """Whether each part of a word as typed is of this base, or of the tables."""
    parts = words_in(word)
    return bool(parts) and all(_is_known(part, index) for part in parts)


def in_french(word: str) -> bool:
    """The same where there is no base."""
    return is_known(word, _empty())


@lru_cache(1)
def _empty() -> Index:
    return Index((), shipped())


def _is_known(word: str, index: Index) -> bool:
    if word.isdigit():
        return len(word) <= _DIGITS
    theirs = english()
    return knows(word, index) or word in theirs.stop or (word,) in theirs.words
