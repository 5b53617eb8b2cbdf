"""Pictures of screens made small: at most 256 colours, as a palette; no library for it."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from functools import cache

HEAD = b"\x89PNG\r\n\x1a\n"
COLOURS = 256


def smaller(png: bytes) -> bytes:
    """The same picture with its most frequent colours (Chromium writes 8 bits, RGB or RGBA)."""
    width, height, channels, raw = _read(png)
    rows = _unfiltered(raw, width * channels, channels)
    pixels = [
        bytes(row[at : at + 3]) for row in rows for at in range(0, width * channels, channels)
    ]
    palette = [colour for colour, _times in Counter(pixels).most_common(COLOURS)]
    known = {colour: number for number, colour in enumerate(palette)}

    @cache
    def nearest(colour: bytes) -> int:
        red, green, blue = colour
        return min(
            range(len(palette)),
            key=lambda n: (
                abs(palette[n][0] - red) + abs(palette[n][1] - green) + abs(palette[n][2] - blue)
            ),
        )

    rough = bytes(value & 0xFC for value in range(256))
    told = bytes(
        known[pixel] if pixel in known else nearest(pixel.translate(rough)) for pixel in pixels
    )
    lines = b"".join(b"\0" + told[at : at + width] for at in range(0, width * height, width))
    return b"".join(
        (
            HEAD,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(palette)),
            _chunk(b"IDAT", zlib.compress(lines, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def _read(png: bytes) -> tuple[int, int, int, bytes]:
    assert png.startswith(HEAD)
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert depth == 8
    packed, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += length + 12
    return width, height, {2: 3, 6: 4}[kind], zlib.decompress(packed)


def _unfiltered(raw: bytes, line: int, step: int) -> list[bytearray]:
    rows: list[bytearray] = []
    above = bytearray(line)
    for at in range(0, len(raw), line + 1):
        row = bytearray(raw[at + 1 : at + 1 + line])
        _undo(raw[at], row, above, step)
        rows.append(row)
        above = row
    return rows


def _undo(kind: int, row: bytearray, above: bytearray, step: int) -> None:
    """The five filters of the format."""
    for at in range(len(row)):
        left = row[at - step] if at >= step else 0
        if kind == 1:
            row[at] = (row[at] + left) & 255
        elif kind == 2:
            row[at] = (row[at] + above[at]) & 255
        elif kind == 3:
            row[at] = (row[at] + (left + above[at]) // 2) & 255
        elif kind == 4:
            corner = above[at - step] if at >= step else 0
            row[at] = (row[at] + _paeth(left, above[at], corner)) & 255
        else:
            return


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    far = abs(guess - left), abs(guess - up), abs(guess - corner)
    if far[0] <= far[1] and far[0] <= far[2]:
        return left
    return up if far[1] <= far[2] else corner
