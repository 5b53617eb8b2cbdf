"""How near two words are, in spite of a slip of the keyboard."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import DamerauLevenshtein

#: A shorter word is near to too many others; a word with figures in it is a code, not a name.
SHORTEST, LONGEST = 4, 40


def comparable(word: str) -> bool:
    """Whether a folded word is one that people mistype and mean."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def grams_of(word: str) -> list[str]:
    """The trigrams of a folded word, its beginning and end marked, each once, in order.

    >>> grams_of("zola")
    [' zo', 'zol', 'ola', 'la ']
    """
    marked = f" {word} "
    return list(dict.fromkeys(marked[n : n + 3] for n in range(len(marked) - 2)))


def slips(word: str) -> int:
    """How many slips a word of this length may hold: letters put in, left out, changed, swapped."""
    return 1 if len(word) < 7 else 2


def nearest(word: str, known: Iterable[str], most: int) -> list[str]:
    """The known words nearest to `word`, itself left out, best first.

    >>> nearest("helenne", ["helene", "helena", "alienne"], 2)
    ['helene', 'helena']
    """
    allowed = slips(word)
    found = (
        (away, abs(len(one) - len(word)), one)
        for one in known
        if 0 < (away := DamerauLevenshtein.distance(word, one, score_cutoff=allowed)) <= allowed
    )
    return [one for _away, _length, one in sorted(found)[:most]]
