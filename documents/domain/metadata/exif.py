"""The one tag of Exif that is kept: which way up a picture is shown."""

from __future__ import annotations

import struct
from typing import Final, Literal

_ORIENTATION: Final = 0x0112
_SHORT: Final = 3
_MOST_TAGS: Final = 1000
PREFIX: Final = b"Exif\0\0"


def turned_only(block: bytes) -> bytes | None:
    """A block that says the same orientation and nothing else; None when it is upright anyway."""
    turned = orientation_of(block)
    if turned is None or not 2 <= turned <= 8:
        return None
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, _SHORT, 1, turned, 0, 0)


def orientation_of(block: bytes) -> int | None:
    """Of a TIFF block; one that cannot be read says nothing."""
    orders: dict[bytes, Literal["little", "big"]] = {b"II": "little", b"MM": "big"}
    order = orders.get(block[:2])
    if order is None:
        return None
    first = int.from_bytes(block[4:8], order)
    count = int.from_bytes(block[first : first + 2], order)
    for number in range(min(count, _MOST_TAGS)):
        entry = block[first + 2 + 12 * number :][:12]
        if len(entry) < 12:
            return None
        if int.from_bytes(entry[:2], order) == _ORIENTATION:
            return int.from_bytes(entry[8:10], order)
    return None
