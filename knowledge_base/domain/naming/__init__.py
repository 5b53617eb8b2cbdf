"""Names written without a capital: « mon fils lucas », « mme durand », « je m’appelle zoé ».

A word is a name for two reasons: it is one of the usual names and no other word (`given`,
`family`), wherever it stands; or it stands where a name is said and is no word that the base or the
language knows. Of what follows « mon fils », states and deeds stay: « mon fils malade ».
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from knowledge_base.domain.asking.folding import fold
from knowledge_base.domain.naming.spoken import Place, Spoken, spoken

Known = Callable[[str], bool]
GAP: Final = "…"
#: Words a name is made of, at most, where one is said.
MOST: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]+")
#: What may lie between the words of one name, and before it: « mon fils : lucas (durand) ».
_BETWEEN: Final = re.compile(rf"[\s{GAP}’'-]*")
_BEFORE: Final = re.compile(rf"[\s{GAP},:(«\"’'-]*")
#: « une élève de mme durand »: one letter names nobody.
_SHORTEST: Final = 2
#: Written so, a word says what somebody is or does; « zoé » and « traoré » stand in the tables.
_STATE: Final = re.compile(
    r".{2,}(?:ée?s?|tions?|ments?|iques?|[ai]bles?|[ao]i(?:t|ent)|[eudv]r(?:a|ont))$"
)
#: The same of what follows « mon fils » at once, where no family name stands.
_STATE_TOO: Final = re.compile(
    r".{2,}(?:eu[rx]s?|euses?|aires?|istes?|ives?|ants?|.ents?|ienn?e?s?)$"
)


def without_names(text: str, known: Known) -> str:
    """The text with a gap in the place of each name; `known` tells a word of the language."""
    words = [*_WORD.finditer(text)]
    folded = [fold(word[0]) for word in words]
    gone: set[int] = set()
    for at in range(len(words)):
        if at not in gone:
            gone.update(_named(text, words, folded, at, known))
    for at in sorted(gone, reverse=True):
        text = text[: words[at].start()] + GAP + text[words[at].end() :]
    return text


def _named(
    text: str, words: list[re.Match[str]], folded: list[str], at: int, known: Known
) -> Iterator[int]:
    """The numbers of the words of a name that is, or is said, here."""
    tables = spoken()
    word = folded[at]
    if tables.is_surely(word) and not known(word):
        yield at
        yield from _run(text, words, folded, at, Place.FAMILY, known)
        return
    place = tables.introduces(folded, at, text[words[at].end() : words[at].end() + 1])
    if place is not None:
        yield from _run(text, words, folded, at, place, known)


def _run(
    text: str,
    words: list[re.Match[str]],
    folded: list[str],
    at: int,
    place: Place,
    known: Known,
) -> Iterator[int]:
    """The words of a name that begins after this one."""
    tables, between = spoken(), _BETWEEN if place is Place.FAMILY else _BEFORE
    for to in range(at + 1, min(at + 1 + MOST, len(words))):
        gap = text[words[to - 1].end() : words[to].start()]
        if not between.fullmatch(gap):
            return
        if GAP in gap and place is Place.KIN:
            place = Place.FAMILY  # the first name is out already
        if not _is_name(words[to][0], folded[to], place, tables, known):
            return
        yield to
        place, between = Place.FAMILY, _BETWEEN


def _is_name(typed: str, word: str, place: Place, tables: Spoken, known: Known) -> bool:
    if len(word) < _SHORTEST or word in tables.stop:
        return False
    if word in tables.given or word in tables.family:
        return True
    if word in (tables.given_too if place is Place.KIN else tables.said):
        return not typed.lower().endswith(("é", "ée", "és", "ées")) or word in tables.accented
    if word in tables.ordinary or known(word):
        return False
    low = typed.lower()
    return place is Place.SAID or not (
        _STATE.fullmatch(low) or (place is Place.KIN and _STATE_TOO.fullmatch(low))
    )
