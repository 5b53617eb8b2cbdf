"""WebP: a RIFF of chunks; its first one says which others there are."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from documents.domain.metadata import exif
from documents.domain.metadata.copying import MOST_PARTS, Bytes, Copy, Damaged

_SEEN: Final = {b"VP8X", b"VP8 ", b"VP8L", b"ICCP", b"ANIM", b"ANMF", b"ALPH"}
_HAS_EXIF, _HAS_XMP = 0x08, 0x04


def copy(data: Bytes, made: Copy) -> None:
    """The chunks that draw it, behind a header that counts them."""
    body, block = Copy(), None
    flags_at: int | None = None
    for kind, at, stop in _chunks(data):
        if kind == b"VP8X" and flags_at is None:
            flags_at = at + 8
        if kind in _SEEN:
            body.keep(at, stop)
        elif kind == b"EXIF" and block is None:
            block = exif.turned_only(data[at + 8 : stop].removeprefix(exif.PREFIX))
    if block is not None and flags_at is not None:  # without flags that say so, nobody reads it
        body.put(struct.pack("<4sI", b"EXIF", len(block)) + block)
    else:
        block = None
    _header(data, body.size, made)
    for part in body.parts:
        if isinstance(part, bytes):
            made.put(part)
        elif flags_at is not None and part[0] <= flags_at < part[1]:
            _with_flags(data, part, flags_at, made, turned=block is not None)
        else:
            made.keep(*part)


def _chunks(data: Bytes) -> Iterator[tuple[bytes, int, int]]:
    at = 12
    for _ in range(MOST_PARTS):
        if at + 8 > len(data):
            return
        kind, size = struct.unpack("<4sI", data[at : at + 8])
        stop = at + 8 + size
        if stop > len(data):
            break
        stop = min(stop + size % 2, len(data))
        yield kind, at, stop
        at = stop
    raise Damaged


def _header(data: Bytes, size: int, made: Copy) -> None:
    head = b"RIFF" + struct.pack("<I", 4 + size) + b"WEBP"
    if head == data[:12]:
        made.keep(0, 12)
    else:
        made.put(head)


def _with_flags(data: Bytes, part: tuple[int, int], at: int, made: Copy, *, turned: bool) -> None:
    flags = data[at] & ~(_HAS_EXIF | _HAS_XMP) | (_HAS_EXIF if turned else 0)
    if flags == data[at]:
        made.keep(*part)
        return
    made.keep(part[0], at)
    made.put(bytes([flags]))
    made.keep(at + 1, part[1])
