"""Accent-blind, case-blind text, the same on every server (no ICU, no unaccent in the database)."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o"}
)
_ELISION = re.compile(r"\b(?:l|d|j|m|n|s|t|c|qu|jusqu|lorsqu|puisqu)['’ʼ](?=\w)")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Lower case without accents, ligatures, elisions or punctuation; single spaces.

    >>> fold("L’Œuvre du collège Émile-Zola")
    'oeuvre du college emile zola'
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).lower()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", _ELISION.sub("", plain)).strip()


def words_of(text: str) -> list[str]:
    """The folded words, in order."""
    return fold(text).split()
