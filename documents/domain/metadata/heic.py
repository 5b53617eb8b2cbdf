"""HEIC: boxes in boxes. Addresses of parts are counted from the first byte of the file, so nothing
is taken out: what the parts named Exif and XMP hold is overwritten where it lies.

Which way up it is shown is a property of the picture here (`irot`), not of Exif.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from documents.domain.metadata.copying import Bytes, Copy, Damaged

Span = tuple[int, int]
#: A block of Exif that says nothing, as a reader expects one.
_NOTHING: Final = struct.pack(">I2sHIHI", 0, b"MM", 42, 8, 0, 0)
_IN_FILE, _IN_DATA = 0, 1
#: A list of places longer than this is none.
_LONGEST: Final = 4 * 1024 * 1024


class _Reader:
    """Big-endian numbers, one behind the other, never past the end."""

    def __init__(self, data: Bytes, span: Span) -> None:
        self.data, self.at, self.stop = data, *span

    def number(self, size: int) -> int:
        """The next `size` bytes as a number."""
        return int.from_bytes(self.take(size))

    def take(self, size: int) -> bytes:
        """The next bytes."""
        if self.at + size > self.stop:
            raise Damaged
        self.at += size
        return self.data[self.at - size : self.at]


def copy(data: Bytes, made: Copy) -> None:
    """Everything, with what must go blanked out."""
    at = 0
    for start, stop in sorted(_spans(data)):
        if start < at:
            continue  # two names for the same bytes
        made.keep(at, start)
        made.put(_NOTHING.ljust(stop - start, b"\0")[: stop - start])
        at = stop
    made.keep(at, len(data))


def _spans(data: Bytes) -> Iterator[Span]:
    """Where the parts that must go lie."""
    meta = dict(_boxes(data, (0, len(data)))).get(b"meta")
    if meta is None:
        return
    boxes = dict(_boxes(data, (meta[0] + 4, meta[1])))
    if b"iinf" not in boxes or b"iloc" not in boxes:
        return
    gone = set(_gone(data, boxes[b"iinf"]))
    inside = boxes.get(b"idat", (0, 0))[0]
    for item, method, start, size in _places(data, boxes[b"iloc"]):
        if item in gone and method in {_IN_FILE, _IN_DATA}:
            at = start + (inside if method == _IN_DATA else 0)
            stop = at + size if size else len(data)
            if not at <= stop <= len(data):
                raise Damaged
            yield at, stop


def _boxes(data: Bytes, span: Span) -> Iterator[tuple[bytes, Span]]:
    at, end = span
    while at + 8 <= end:
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        head = 8
        if size == 1:
            (size,) = struct.unpack(">Q", data[at + 8 : at + 16])
            head = 16
        stop = at + size if size else end
        if stop > end or stop < at + head:
            raise Damaged
        yield kind, (at + head, stop)
        at = stop


def _gone(data: Bytes, span: Span) -> Iterator[int]:
    """Numbers of the parts that hold Exif or XMP."""
    listed = _Reader(data, span)
    wide = listed.number(4) >> 24
    listed.number(4 if wide else 2)
    for kind, (start, stop) in _boxes(data, (listed.at, span[1])):
        entry = _Reader(data, (start, stop))
        version = entry.number(4) >> 24
        if kind != b"infe" or version < 2:
            continue
        item = entry.number(2 if version == 2 else 4)
        entry.number(2)
        named = entry.take(4)
        if named == b"Exif" or (named == b"mime" and b"xml" in data[entry.at : stop]):
            yield item


def _places(data: Bytes, span: Span) -> Iterator[tuple[int, int, int, int]]:
    """Number of a part, how its place is told, where it begins, how long it is."""
    if span[1] - span[0] > _LONGEST:
        raise Damaged
    told = _Reader(data, span)
    version = told.number(4) >> 24
    sizes = told.number(2)
    offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    for _ in range(told.number(2 if version < 2 else 4)):
        item = told.number(2 if version < 2 else 4)
        method = told.number(2) & 15 if version else _IN_FILE
        told.number(2)
        start = told.number(base)
        extents = told.number(2)
        if extents > 1 and not offset + length:
            raise Damaged
        for _extent in range(extents):
            told.number(index if version else 0)
            yield item, method, start + told.number(offset), told.number(length)
