"""Photographs as devices write them: small pictures with a place, an owner and a way up."""

from __future__ import annotations

import struct
import zlib

from tests.documents.samples import JPEG, WEBP, png

#: What must be found nowhere in what is kept.
PLACE, OWNER = b"48.1173N 1.6778W", b"Zoe Le Gall, 12 rue Haute"


def block(turned: int | None = 6, order: str = "<") -> bytes:
    """A TIFF block: the owner, the way up (when told), and a directory of GPS tags."""
    tags = [(0x013B, 2, OWNER)] + ([(0x0112, 3, turned)] if turned else [])
    first, size = 8, 2 + 12 * (len(tags) + 1) + 4
    texts, directory = b"", b""
    for number, kind, value in tags:
        if isinstance(value, bytes):
            directory += struct.pack(f"{order}HHII", number, kind, len(value), first + size)
            texts += value
        else:
            directory += struct.pack(f"{order}HHIHH", number, kind, 1, value, 0)
    gps = first + size + len(texts)
    directory += struct.pack(f"{order}HHII", 0x8825, 4, 1, gps)
    there = struct.pack(f"{order}HHHII", 1, 0x0002, 2, len(PLACE), gps + 18)
    mark = b"II" if order == "<" else b"MM"
    return (
        mark + struct.pack(f"{order}HI", 42, first)
        + struct.pack(f"{order}H", len(tags) + 1) + directory + b"\0\0\0\0"
        + texts + there + b"\0\0\0\0" + PLACE
    )  # fmt: skip


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def riff(kind: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(body)) + body + b"\0" * (len(body) % 2)


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


SCAN = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\x00\x34\xff\xd0\x56\x78"
_BARE = JPEG[2:-2]


def jpeg(turned: int | None = 6) -> bytes:
    """As a phone makes it: Exif, XMP, IPTC, a comment, and a second picture behind the end."""
    return (
        b"\xff\xd8" + segment(0xE1, b"Exif\0\0" + block(turned))
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE)
        + segment(0xE2, b"ICC_PROFILE\0\1\1colours") + segment(0xE2, b"MPF\0" + OWNER)
        + segment(0xED, b"Photoshop 3.0\0" + OWNER) + segment(0xFE, OWNER)
        + _BARE + SCAN + b"\xff\xd9" + b"\xff\xd8" + PLACE + b"\xff\xd9"
    )  # fmt: skip


def plain_jpeg() -> bytes:
    """The same picture without anything beside it."""
    return b"\xff\xd8" + segment(0xE2, b"ICC_PROFILE\0\1\1colours") + _BARE + SCAN + b"\xff\xd9"


def photo_png() -> bytes:
    """With texts, a date and Exif."""
    plain, head = png(), 8 + 25
    beside = chunk(b"tEXt", b"Author\0" + OWNER) + chunk(b"iTXt", b"XML:com.adobe.xmp\0" + PLACE)
    beside += chunk(b"eXIf", block(order=">")) + chunk(b"tIME", b"\x07\xe6\1\1\1\1\1")
    return plain[:head] + beside + chunk(b"gAMA", b"\0\0\xb1\x8f") + plain[head:]


def photo_webp() -> bytes:
    """With Exif and XMP, and the flags that say so."""
    extended = bytes([0x0C]) + WEBP[21:30]
    body = riff(b"VP8X", extended) + riff(b"VP8 ", b"points")
    body += riff(b"EXIF", block()) + riff(b"XMP ", PLACE + b"!")
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def photo_heic() -> bytes:
    """A meta box that says where the points and the Exif lie."""
    start = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    told = struct.pack(">I", 0) + block()

    def entry(number: int, kind: bytes) -> bytes:
        return box(b"infe", struct.pack(">IHH4s", 2 << 24, number, 0, kind) + b"\0")

    def meta(at: int) -> bytes:
        listed = struct.pack(">IH", 0, 2) + entry(1, b"hvc1") + entry(2, b"Exif")
        placed = struct.pack(">IBBH", 0, 0x44, 0, 2)
        placed += struct.pack(">HHHII", 1, 0, 1, at, 6)
        placed += struct.pack(">HHHII", 2, 0, 1, at + 6, len(told))
        shown = box(b"iprp", box(b"ipco", box(b"ispe", struct.pack(">III", 0, 4, 3))))
        body = b"\0\0\0\0" + box(b"iinf", listed) + box(b"iloc", placed) + shown
        return box(b"meta", body)

    at = len(start) + len(meta(0)) + 8
    return start + meta(at) + box(b"mdat", b"points" + told)
