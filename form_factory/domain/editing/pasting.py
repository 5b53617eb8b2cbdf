"""A pasted list as choices: one per line, `clé = libellé` when the key matters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from form_factory.domain.editing.keys import free_name

_KEYED: Final = re.compile(r"^([a-z0-9][a-z0-9_-]{0,39})\s*=\s*(\S.*)$")
_BULLET: Final = re.compile(r"^(?:[-*•–·]|\d{1,3}[.)])\s+")
#: A select of more is a reference list.
MOST: Final = 300


def pasted_lines(text: str) -> list[str]:
    """What each line says, without what it was listed by; blank ones and doubles apart."""
    lines = (_BULLET.sub("", line.strip().rstrip(";,")) for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def pasted_choices(text: str, before: Sequence[tuple[Any, str]] = ()) -> list[tuple[Any, str]]:
    """(key, words) line by line; words that were there keep their key, whatever their place."""
    known = {words: key for key, words in before}
    kept = {str(key) for key in known.values()}
    made: list[tuple[Any, str]] = []
    taken: set[str] = set()
    for line in pasted_lines(text)[:MOST]:
        keyed = _KEYED.match(line)
        words = keyed[2] if keyed else line[:200]
        if keyed and keyed[1] not in taken:
            made.append((keyed[1], words[:200]))
        elif words in known and str(known[words]) not in taken:
            made.append((known[words], words))
        else:
            made.append((free_name(words, taken | kept, "choix"), words))
        taken.add(str(made[-1][0]))
    return made
