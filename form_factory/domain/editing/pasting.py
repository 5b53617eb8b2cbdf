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


def pasted_choices(text: str, before: Sequence[tuple[Any, str]] = ()) -> list[tuple[Any, str]]:
    """(key, words) line by line; words that were there keep their key, whatever their place."""
    known = {words: key for key, words in before}
    made: list[tuple[Any, str]] = []
    lines = [_BULLET.sub("", line.strip().rstrip(";,")) for line in text.splitlines()]
    for line in dict.fromkeys(one for one in lines if one):
        keyed = _KEYED.match(line)
        words = keyed[2] if keyed else line[:200]
        taken = {str(key) for key, _words in made}
        if keyed and keyed[1] not in taken:
            made.append((keyed[1], words[:200]))
        elif words in known and str(known[words]) not in taken:
            made.append((known[words], words))
        else:
            reserved = taken | {str(key) for key in known.values()}
            made.append((free_name(words, reserved, "choix"), words))
    return made[:MOST]
