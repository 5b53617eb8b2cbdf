"""Identifiers that sort by time: UUIDv7 (RFC 9562) for rows, ULID for what stands in documents."""

from __future__ import annotations

import secrets
import time
from uuid import UUID

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def uuid7() -> UUID:
    """A UUID version 7: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    high = (milliseconds << 16) | 0x7000 | secrets.randbits(12)
    low = (0b10 << 62) | secrets.randbits(62)
    return UUID(int=(high << 64) | low)


def ulid() -> str:
    """A ULID: the same idea in 26 characters of Crockford's base 32."""
    number = ((time.time_ns() // 1_000_000) << 80) | secrets.randbits(80)
    letters = []
    for _ in range(26):
        number, digit = divmod(number, 32)
        letters.append(_CROCKFORD[digit])
    return "".join(reversed(letters))


def is_ulid(text: object) -> bool:
    """Whether `text` has the form of a ULID (the value itself is opaque)."""
    return isinstance(text, str) and len(text) == 26 and all(c in _CROCKFORD for c in text)
