"""What of a question may leave the house: no name, no number, no address; at best only words the
base itself knows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from knowledge_base.domain.asking.folding import words_in
from knowledge_base.domain.asking.index import Index
from knowledge_base.domain.asking.knowing import is_known
from knowledge_base.domain.asking.question import meant
from knowledge_base.domain.cleaning import cleaned, without_gaps_in_a_row
from knowledge_base.domain.naming import GAP

#: Signs of a text: Dialogflow takes 256.
LONGEST: Final = 250
_WORD = re.compile(r"[^\W_]+")


def leaving(text: str, names: Iterable[str], index: Index, *, known_only: bool = True) -> str:
    """The question as it may be sent; "" when nothing is left to ask.

    `index` is that of what everybody reads: a word that stands in it names nobody's child. With
    `known_only` a word that neither the base nor the tables know goes, or is sent as the word it
    was a bad spelling of; without, one that begins with a capital does; names go in any case.
    """
    said = cleaned(text, names, LONGEST, lambda word: is_known(word, index))

    def part(hit: re.Match[str]) -> str:
        word = hit[0]
        if is_known(word, index):
            return word
        if known_only:
            return _instead(word, index)
        return GAP if word[0].isupper() else word

    said = without_gaps_in_a_row(_WORD.sub(part, said))[:LONGEST]
    return said if _WORD.search(said) else ""


def _instead(word: str, index: Index) -> str:
    found = [other for part in words_in(word) for other in meant(part, index) if other != part]
    return found[0] if found else GAP
