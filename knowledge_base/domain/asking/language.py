"""Questions in English, put into the French words that entries are written in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from knowledge_base.domain.asking.folding import words_in

#: Words of a phrase of the table, at most.
LONGEST = 4


@dataclass(frozen=True)
class English:
    """The words that make a question English, and what the others are in French."""

    stop: frozenset[str]
    words: Mapping[tuple[str, ...], tuple[str, ...]]

    def speaks(self, words: Sequence[str], french: frozenset[str]) -> bool:
        """Whether a question is English: more of its small words are than are French."""
        ours = sum(word in self.stop and word not in french for word in words)
        known = sum((word,) in self.words for word in words)
        theirs = sum(
            len(word) > 1 and word in french and word not in self.stop and (word,) not in self.words
            for word in words
        )
        return (ours > theirs and ours + known > 1) or (not theirs and known > 1)

    def in_french(self, words: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
        """French words, each with the English ones it stands for; an unknown word for itself."""
        found: list[tuple[str, tuple[str, ...]]] = []
        at = 0
        while at < len(words):
            length = next((n for n in range(LONGEST, 0, -1) if self._at(words, at, n)), 0)
            if length:
                said = tuple(words[at : at + length])
                found += [(french, said) for french in self.words[said]]
            elif words[at] not in self.stop:
                found.append((words[at], (words[at],)))
            at += max(1, length)
        return found

    def _at(self, words: Sequence[str], at: int, length: int) -> bool:
        return tuple(words[at : at + length]) in self.words and at + length <= len(words)


@lru_cache(1)
def english() -> English:
    """The table of the house."""
    text = resources.files(__package__).joinpath("tables", "english.txt").read_text("utf-8")
    stop: frozenset[str] = frozenset()
    words: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in text.splitlines():
        if line.startswith("stop:"):
            stop = frozenset(words_in(line.removeprefix("stop:")))
        elif "=" in line and not line.startswith("#"):
            said, _, french = line.partition("=")
            words[tuple(words_in(said))] = tuple(words_in(french))
    return English(stop, MappingProxyType(words))
