"""PNG: chunks without which it is not drawn the same stay; texts, dates and what follows its end
go."""

from __future__ import annotations

import struct
import zlib
from typing import Final

from documents.domain.metadata import exif
from documents.domain.metadata.copying import MOST_PARTS, Bytes, Copy, Damaged

#: Not needed by all, but they change what is seen: colours, transparency, size, animation.
_SEEN: Final = {
    b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD",
    b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
_NEEDED: Final = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


def copy(data: Bytes, made: Copy) -> None:
    """Chunk by chunk, up to the last one."""
    made.keep(0, 8)
    at = 8
    for _ in range(MOST_PARTS):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        stop = at + 12 + length
        if stop > len(data):
            break
        if kind in _NEEDED or kind in _SEEN:
            made.keep(at, stop)
        elif kind == b"eXIf" and (block := exif.turned_only(data[at + 8 : stop - 4])):
            made.put(_chunk(b"eXIf", block))
        if kind == b"IEND":
            return
        at = stop
    raise Damaged


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
