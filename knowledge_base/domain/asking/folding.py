"""From what people type to words, stems, roots and sounds; blind to case, accents, ligatures."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import Lock
from typing import Final

import snowballstemmer

#: What is read of a question; the rest of a longer one says nothing more to a search.
MOST_CHARACTERS: Final = 1_000
MOST_WORDS: Final = 60
#: No word of the language is longer; a longer run of letters is cut.
LONGEST_WORD: Final = 40
_KEPT: Final = 60_000

_TYPED: Final = str.maketrans({"’": "'", "ʼ": "'", "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o"})
_WORD: Final = re.compile(r"[a-z0-9]+")
_STEMMER: Final = snowballstemmer.stemmer("french")
_lock: Final = Lock()

#: Short words the stemmer takes for forms of another: a PAI is no paying, the CAF no café.
_APART: Final = frozenset(
    {"ami", "amis", "bas", "caf", "cap", "cas", "cash", "cop", "dej", "don", "dons", "fac", "fil"}
    | {"log", "loi", "lois", "mam", "mois", "pai", "pap", "port", "ports", "post", "rab", "sav"}
    | {"self", "sup"}
)

#: A word and the longest of its endings that leaves four letters.
_ENDING: Final = re.compile(
    r"^(.{4,}?)(?:issements?|ifications?|isations?|ations?|itions?|utions?|ements?|ments?|ateurs?"
    r"|atrices?|euses?|eurs?|ances?|ences?|ables?|ibles?|ages?|ures?|ions?|ites?|ives?|ifs?|aires?"
    r"|antes?|ants?|ees?|es|er|ez|ent|ait|ais|ir|re|is|it|e|s)$"
)
#: Spellings that sound alike in French, in this order.
_SOUNDS: Final = {
    "eau": "o", "aux": "o", "au": "o", "ph": "f", "qu": "k", "ch": "1", "gn": "2", "ai": "e",
    "ei": "e", "oi": "3", "ou": "4", "an": "5", "am": "5", "en": "5", "em": "5", "in": "6",
    "im": "6", "un": "6", "on": "7", "om": "7", "ge": "je", "gi": "ji", "gu": "g", "ce": "se",
    "ci": "si", "c": "k", "q": "k", "z": "s", "y": "i", "h": "", "w": "v",
}  # fmt: skip
_TWICE: Final = re.compile(r"(.)\1+")
_MUTE: Final = re.compile(r"(es|er|ez|et|e|s|t|d|x|p)$")


def fold(text: str) -> str:
    """Lower case, without accents or ligatures; what is no letter stays as it is.

    >>> fold("L’Œuvre à l'École")
    "l'oeuvre a l'ecole"
    """
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in plain if not unicodedata.combining(c)).lower().translate(_TYPED)


def words_in(text: str) -> list[str]:
    """The folded words of a text, in order: letters and digits of the Latin alphabet."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


def asked_words(text: str) -> list[str]:
    """The words of a question, bounded whatever was sent."""
    return words_in(text[:MOST_CHARACTERS])[:MOST_WORDS]


@lru_cache(_KEPT)
def stem(word: str) -> str:
    """What the forms of a word have in common (Snowball, one letter less: eleve, élève → elev)."""
    if word in _APART:
        return word.removesuffix("s") + "."
    with _lock:  # a stemmer holds the word it works on
        found: str = _STEMMER.stemWord(word)
    return found[:-1] if len(found) > 4 and found.endswith("e") else found


@lru_cache(_KEPT)
def root(word: str) -> str:
    """What a verb and its noun have in common: one ending less, seven letters at most."""
    found = _ENDING.match(word)
    word = found[1] if found else word
    if len(word) > 4 and word[-1] in "eis":
        word = word[:-1]
    if len(word) > 5 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:7]


@lru_cache(_KEPT)
def sound(word: str) -> str:
    """A rough key of how a French word sounds: « ékolle » and « école » share one."""
    word = _TWICE.sub(r"\1", word)
    for spelt, heard in _SOUNDS.items():
        word = word.replace(spelt, heard)
    return _TWICE.sub(r"\1", _MUTE.sub("", word))
