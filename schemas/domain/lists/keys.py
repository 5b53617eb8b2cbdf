"""Keys of rows: made from words, once; kept for ever."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from core.folding import fold

LONGEST: Final = 80
_SOUND: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}\Z")


def sound_key(text: str) -> bool:
    """Whether `text` may be the key of a row."""
    return bool(_SOUND.match(text))


def key_from(label: str, taken: Container[str], tried: dict[str, int] | None = None) -> str:
    """A key nobody has, from the words of a row: « Île-de-France » → `ile-de-france`.

    `tried` remembers, from one row to the next, which numbers of a word are gone: a file may say
    the same word a hundred thousand times.
    """
    start = fold(label).replace(" ", "-")[: LONGEST - 8].strip("-") or "valeur"
    if start not in taken:
        return start
    gone = {} if tried is None else tried
    number = gone.get(start, 2)
    while f"{start}-{number}" in taken:
        number += 1
    gone[start] = number
    return f"{start}-{number}"
