"""Width and height of a picture from its headers, without decoding it (FAULTS I-17)."""

from __future__ import annotations

from typing import IO

#: A photograph of 100 million pixels exists; one of 2 500 million is an attack.
MOST_PIXELS = 100_000_000
LONGEST_SIDE = 30_000
#: JPEG segments that hold the size (SOF), and those without a length.
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_BARE = {0x01, *range(0xD0, 0xD9)}

Size = tuple[int, int]


def size_of(kind: str, stream: IO[bytes]) -> Size | None:
    """Width and height; None when the headers do not hold together."""
    stream.seek(0)
    head = stream.read(65536)
    if kind == "jpeg":
        return _jpeg(stream)
    return {"png": _png, "gif": _gif, "webp": _webp, "heic": _heic}[kind](head)


def is_too_big(size: Size) -> bool:
    """More than the house (or anybody's browser) wants to decode."""
    return size[0] * size[1] > MOST_PIXELS or max(size) > LONGEST_SIDE


def _png(head: bytes) -> Size | None:
    if head[12:16] != b"IHDR":
        return None
    return _sound(int.from_bytes(head[16:20]), int.from_bytes(head[20:24]))


def _gif(head: bytes) -> Size | None:
    return _sound(int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little"))


def _webp(head: bytes) -> Size | None:
    kind = head[12:16]
    if kind == b"VP8X":
        return _sound(
            int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
        )
    if kind == b"VP8L" and head[20:21] == b"\x2f":
        bits = int.from_bytes(head[21:25], "little")
        return _sound((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1)
    if kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        wide, high = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
        return _sound(wide & 0x3FFF, high & 0x3FFF)
    return None


def _heic(head: bytes) -> Size | None:
    """The largest `ispe` box: a file holds its thumbnail and tiles beside the picture."""
    sizes = []
    at = head.find(b"ispe")
    while at != -1:
        box = head[at + 8 : at + 16]
        if len(box) == 8:
            sizes.append((int.from_bytes(box[:4]), int.from_bytes(box[4:])))
        at = head.find(b"ispe", at + 4)
    return _sound(*max(sizes, key=lambda size: size[0] * size[1])) if sizes else None


def _jpeg(stream: IO[bytes]) -> Size | None:
    stream.seek(2)
    for _ in range(2000):  # a bound, should the segments be forged
        marker = stream.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            return None
        if marker[1] == 0xFF:
            stream.seek(-1, 1)
            continue
        if marker[1] in _BARE:
            continue
        length = int.from_bytes(stream.read(2))
        if length < 2:
            return None
        if marker[1] in _FRAMES:
            frame = stream.read(5)
            return _sound(int.from_bytes(frame[3:5]), int.from_bytes(frame[1:3]))
        stream.seek(length - 2, 1)
    return None


def _sound(width: int, height: int) -> Size | None:
    return (width, height) if width > 0 and height > 0 else None
