"""Sizes in French: « 20 Mo »."""

from __future__ import annotations

KIB = 1024


def in_words(size: int) -> str:
    """The size as people read it.

    >>> in_words(20 * 1024 * 1024)
    '20 Mo'
    """
    if size < KIB:
        return f"{size} octets"
    value, unit = size / KIB, "ko"
    if value >= KIB:
        value, unit = value / KIB, "Mo"
    text = f"{value:.1f}".rstrip("0").rstrip(".") if value < 10 else f"{value:.0f}"
    return f"{text.replace('.', ',')} {unit}"
