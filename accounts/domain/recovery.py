"""Codes on paper: drawn, written and read. Twenty signs of thirty-two, four of them to find it."""

from __future__ import annotations

import secrets
import unicodedata

#: Without what a hand or an eye mistakes: i, l, o, u.
SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
HOW_MANY = 10
LENGTH, GROUP = 20, 4
#: What people write for what is meant.
_MEANT = str.maketrans({"o": "0", "i": "1", "l": "1"})


def draw() -> list[str]:
    """As many codes as a sheet has; no two begin alike."""
    found: dict[str, str] = {}
    while len(found) < HOW_MANY:
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        found.setdefault(starts(code), code)
    return list(found.values())


def starts(code: str) -> str:
    """What tells one code of a sheet from the others."""
    return code[:GROUP]


def written(code: str) -> str:
    """In groups, as it is printed."""
    return "-".join(code[i : i + GROUP] for i in range(0, LENGTH, GROUP))


def read(typed: str) -> str | None:
    """The code that was typed, whatever its dashes, spaces and capitals; None when it is none."""
    if len(typed) > 10 * LENGTH:
        return None
    kept = unicodedata.normalize("NFKC", typed).lower()
    code = "".join(c for c in kept if c.isalnum()).translate(_MEANT)
    return code if len(code) == LENGTH and set(code) <= set(SIGNS) else None
