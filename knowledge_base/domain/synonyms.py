"""Groups of words an organisation uses for one another, as they are typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

#: From this weight on (in hundredths) the words are the same; below, only near.
SAME: Final = 80
STRENGTHS: Final = {"same": 90, "near": 70}
MOST_WORDS: Final = 20
LONGEST_WORD: Final = 60
_WORD = re.compile(r"[^\W_]+(?:[ '’-][^\W_]+){0,5}")


def words_of_line(typed: str) -> list[str]:
    """What was typed between commas or ends of lines, once each."""
    found = (" ".join(part.split()) for part in re.split(r"[,;\n]", typed))
    return list(dict.fromkeys(part.lower() for part in found if part))


def fault_of(words: Sequence[str]) -> str | None:
    """Why these are no group."""
    if not 2 <= len(words) <= MOST_WORDS:
        return "help-synonym-few"
    if any(len(word) > LONGEST_WORD or not _WORD.fullmatch(word) for word in words):
        return "help-synonym-word"
    return None
