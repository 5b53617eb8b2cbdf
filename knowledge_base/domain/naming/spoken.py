"""The words of names and those that announce one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib import resources
from typing import Final

from knowledge_base.domain.asking.tables import shipped

#: « je m’appelle », « signé »; « mon nom est », « nom : », “my name is”.
_SAYS: Final = frozenset(
    {
        "appelle", "apelle", "apele", "appele", "prenomme", "prenommee", "surnomme", "nomme",
        "nommee", "signe", "signee", "cordialement", "prenom", "nom", "name", "named",
    }
)  # fmt: skip
_IS: Final = frozenset({"est", "is", "de", "du", "famille", "usage", "naissance"})
_TITLES: Final = frozenset(
    {
        "m", "mr", "mme", "mde", "mlle", "mll", "monsieur", "madame", "mademoiselle", "docteur",
        "dr", "maitresse", "mrs", "miss", "ms",
    }
)  # fmt: skip
_MINE: Final = frozenset({"my", "our", "his", "her", "their"})
_OF: Final = frozenset({"de", "d", "du"})
_ELIDES: Final = ("'", "’", "ʼ")


class Place(Enum):
    """Where a word stands: after words that announce a name and nothing else, after somebody of a
    family, after a first name."""

    SAID = "said"
    KIN = "kin"
    FAMILY = "family"


@dataclass(frozen=True)
class Spoken:
    """Folded words."""

    given: frozenset[str]
    given_too: frozenset[str]
    family: frozenset[str]
    family_too: frozenset[str]
    kin: frozenset[str]
    ordinary: frozenset[str]
    stop: frozenset[str]
    #: Names that are written with an accent at their end, and are no participle.
    accented: frozenset[str] = frozenset({"desire", "aime", "honore", "dore"})

    @property
    def said(self) -> frozenset[str]:
        """Words that are names where one is said."""
        return self.given_too | self.family_too

    def is_surely(self, word: str) -> bool:
        """Whether it is a name wherever it stands."""
        return word in self.given or word in self.family

    def introduces(self, words: Sequence[str], at: int, after: str) -> Place | None:
        """What the word that stands here announces; `after` is the sign behind it."""
        word, before = words[at], words[at - 1] if at else ""
        if word in _SAYS or (word in _IS and self._says_before(words, at)):
            return Place.SAID
        if word in _TITLES:
            return None if len(word) == 1 and after in _ELIDES else Place.SAID
        if word in self.kin or (word == "son" and before in _MINE):
            return Place.KIN
        return Place.KIN if word in _OF and before in self.kin else None

    def _says_before(self, words: Sequence[str], at: int) -> bool:
        """« nom de famille est … »: only such words up to « nom »."""
        while at and words[at] in _IS:
            at -= 1
        return words[at] in {"nom", "prenom", "name"}


@lru_cache(1)
def spoken() -> Spoken:
    """The tables of the house."""
    names = ("given", "given_too", "family", "family_too", "kin", "ordinary")
    return Spoken(**{name: _words(name) for name in names}, stop=shipped().stop)


def _words(name: str) -> frozenset[str]:
    file = resources.files(__package__).joinpath("tables", f"{name}.txt")
    lines = (line.partition("#")[0] for line in file.read_text("utf-8").splitlines())
    return frozenset(word for line in lines for word in line.split())
