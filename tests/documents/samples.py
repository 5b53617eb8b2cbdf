"""Small honest files, made of bytes, and the hostile ones that look like them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from docx import Document

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
GIF = b"GIF89a" + (4).to_bytes(2, "little") + (3).to_bytes(2, "little") + b"\x00" * 20 + b";"
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x0b\x08\x00\x03\x00\x04\x01\x01\x11\x00\xff\xd9"
)
WEBP = (
    b"RIFF" + (30).to_bytes(4, "little") + b"WEBPVP8X" + b"\x0a\0\0\0" + b"\0" * 4 + b"\3\0\0\2\0\0"
)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0\0\0\x14ispe\0\0\0\0" + struct.pack(">II", 4, 3)


def png(width: int = 4, height: int = 3) -> bytes:
    """A grey picture whose headers say `width` × `height`."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x80" * min(width, 10) for _ in range(min(height, 10)))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def archive(parts: dict[str, bytes | str]) -> bytes:
    """A zip archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in parts.items():
            file.writestr(name, body)
    return out.getvalue()


def docx(*lines: str) -> bytes:
    """A Word file with one paragraph per line."""
    paper = Document()
    for line in lines:
        paper.add_paragraph(line)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


TYPES = '<?xml version="1.0"?><Types/>'
XLSX = archive({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<workbook/>"})
PPTX = archive({"[Content_Types].xml": TYPES, "ppt/presentation.xml": "<p/>"})


def odf(kind: str) -> bytes:
    """An OpenDocument file of this kind (text, spreadsheet…)."""
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": "<office/>",
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


#: The smallest film that says its kind: a head, and bytes that nobody has to decode.
MP4 = _box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + _box(b"mdat", bytes(range(256)) * 8)
WEBM = b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm\x42\x87\x81\x02\x42\x85\x81\x02" + bytes(256)
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nOuvrez « Pièces ».\n".encode()
