"""What the engine reads of entries, and what it keeps of their texts."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from knowledge_base.domain.asking.folding import words_in

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

    def short_texts(self) -> list[list[str]]:
        """The words of its title, then of each wording."""
        return [words_in(text) for text in (self.question, *self.wordings)]

    def body_words(self) -> list[str]:
        """The words of its answer that are read."""
        return words_in(self.body)[:LONGEST_BODY]


#: Stands in the place of an entry that is gone; nothing leads to it.
GONE: Final = Piece("", "")


@dataclass(frozen=True, slots=True)
class Short:
    """The title of an entry or one of its wordings, as its own text."""

    entry: int
    terms: frozenset[int]
    is_title: bool


@dataclass(frozen=True, slots=True)
class Scales:
    """What entries are weighed by: mean lengths of the fields, how rare each run of letters is."""

    means: Mapping[str, float]
    runs: Mapping[str, float]


@dataclass(slots=True)
class Terms:
    """The terms of an entry by field, by their numbers."""

    title: array[int]
    theme: array[int]
    body: array[int]
    wordings: Counter[int]
    #: Words of its short texts, where their runs are still to be counted.
    shorts: list[list[str]]
