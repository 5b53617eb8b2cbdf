"""The one rule of required text: something of it must be seen (blanks and invisible signs do not
answer a question, nor say why something was done)."""

from __future__ import annotations

import unicodedata
from typing import Final

#: Letters and symbols by their category, drawn as nothing: fillers of Hangul, the braille cell
#: without a dot, a head of a note without its head.
_DRAWN_AS_NOTHING: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159")
#: Blanks, marks that need a letter to stand on, controls, signs of format, halves of a pair,
#: private ones that no font of ours draws.
_CATEGORIES: Final = frozenset({"Zs", "Zl", "Zp", "Mn", "Mc", "Me", "Cc", "Cf", "Cs", "Co"})


def is_unseen(text: str) -> bool:
    """Whether nobody would see anything of `text`.

    >>> [is_unseen(text) for text in ("", " \\u200b\\u00ad", "\\u3164", "\\u0301", "é", "👍🏽")]
    [True, True, True, True, False, False]
    """
    if text[:1].isascii() and text[:1].isprintable() and text[:1] not in {"", " "}:
        return False  # nearly every text there is
    return not any(_is_drawn(sign) for sign in text)


def seen_or_nothing(text: str) -> str:
    """`text`, or the empty text when nobody would see anything of it."""
    return "" if is_unseen(text) else text


def _is_drawn(sign: str) -> bool:
    if sign in _DRAWN_AS_NOTHING:
        return False
    category = unicodedata.category(sign)
    if category == "Cn":  # younger than our tables: kept, but for what will never be drawn
        return not _is_never_given(ord(sign))
    return category not in _CATEGORIES


def _is_never_given(point: int) -> bool:
    """Points without a sign: noncharacters, and those set aside as ignorable by default."""
    nowhere = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
    return nowhere or point == 0x2065 or 0xFFF0 <= point <= 0xFFF8 or 0xE0000 <= point <= 0xE0FFF
