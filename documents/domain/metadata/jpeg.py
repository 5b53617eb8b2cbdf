"""JPEG: segments that make the picture stay, what applications wrote goes, and all behind its end
(second pictures, films and notes that phones append)."""

from __future__ import annotations

import re
import struct
from typing import Final

from documents.domain.metadata import exif
from documents.domain.metadata.copying import MOST_PARTS, Bytes, Copy, Damaged

_END, _SCAN, _COMMENT = 0xD9, 0xDA, 0xFE
_BARE: Final = {0x01, *range(0xD0, 0xD9)}
_APPLICATIONS: Final = range(0xE0, 0xF0)
_EXIF: Final = 0xE1
#: By the number of the segment, how those that colours need begin.
_NEEDED: Final = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
#: Inside a scan, what is neither a stuffed byte, nor a restart, nor filling.
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


def copy(data: Bytes, made: Copy) -> None:
    """Segment by segment, up to the end of the first picture."""
    made.keep(0, 2)
    at, turned = 2, False
    for _ in range(MOST_PARTS):
        if at == len(data):
            return
        if data[at] != 0xFF:
            break
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        stop = at + 2 if marker == _END or marker in _BARE else _stop(data, at)
        if marker == _EXIF:
            turned = turned or _turn(data[at + 4 : stop], made)
        elif _stays(marker, data[at + 4 : at + 20]):
            made.keep(at, stop)
        if marker == _END:
            return
        at = stop
        if marker == _SCAN:
            found = _MARKER.search(data, at)
            stop = found.start() if found else len(data)
            made.keep(at, stop)
            at = stop
    raise Damaged


def _stop(data: Bytes, at: int) -> int:
    (length,) = struct.unpack(">H", data[at + 2 : at + 4])
    if length < 2 or at + 2 + length > len(data):
        raise Damaged
    return at + 2 + int(length)


def _stays(marker: int, head: bytes) -> bool:
    if marker in _APPLICATIONS:
        return marker in _NEEDED and head.startswith(_NEEDED[marker])
    return marker != _COMMENT


def _turn(body: bytes, made: Copy) -> bool:
    """Say the orientation again, when this segment said one."""
    block = exif.turned_only(body[6:]) if body.startswith(b"Exif\0") else None
    if block is None:
        return False
    made.put(struct.pack(">BBH", 0xFF, _EXIF, 8 + len(block)) + exif.PREFIX + block)
    return True
