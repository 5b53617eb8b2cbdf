"""What a file is, from its bytes; its extension must say the same (FAULTS I-14, I-15)."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from typing import IO

from documents.domain import images, office
from documents.domain.contents import CONTENTS, Content, extension_of, extensions_of, refuse

_HEAD = 4096
_CHUNK = 256 * 1024
#: Captions of a whole day are shorter.
_MOST_CAPTIONS = 4 * 1024 * 1024

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
_VIDEO_BRANDS = {
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41",
    b"mp42", b"mp4v", b"avc1", b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"dash",
}  # fmt: skip
_MATROSKA = b"\x1a\x45\xdf\xa3"
_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
)

#: What makes a browser see a page. The long ones cannot stand in compressed data by chance.
_PAGE_MARKS = (b"<html", b"<!doctype html", b"<script", b"<svg", b"<iframe", b"<body", b"<object")
_LONG_MARKS = (b"<!doctype html", b"<script", b"<iframe")
_OVERLAP = max(map(len, _LONG_MARKS))
#: Control bytes that no text holds (tab, line feed, form feed, carriage return are text).
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\f\r") + b"\x7f"
_UNDEFINED_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"


def recognise(stream: IO[bytes], size: int, filename: str, families: Iterable[str]) -> Content:
    """The content of `stream`; refuses what is not of `families`, hides something, or lies."""
    if size == 0:
        refuse("file-empty")
    stream.seek(0)
    head = stream.read(_HEAD)
    wanted = tuple(families)
    extension = extension_of(filename)
    _refuse_dangerous(head, stream, extension)
    content = _by_signature(head, stream, size) or _text(stream, extension)
    if content.family not in wanted:
        refuse("file-kind", seen=extension or content.name, accepted=_listed(wanted))
    if extension not in content.extensions:
        refuse("file-extension", seen=extension, wanted=content.extensions[0])
    _refuse_hidden_page(content, head, stream, size)
    _refuse_flood(content, stream)
    return content


def _listed(families: tuple[str, ...]) -> str:
    return ", ".join(extensions_of(families))


def _refuse_dangerous(head: bytes, stream: IO[bytes], extension: str) -> None:
    lowered = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_PROGRAMS):
        refuse("file-program")
    if lowered.startswith((*_PAGE_MARKS, b"<?xml", b"<!--", b"<head")):
        refuse("file-page", seen=extension)
    if head.startswith(_COMPOUND):
        stream.seek(0)
        body = stream.read(4 * 1024 * 1024)
        secret = "EncryptedPackage".encode("utf-16-le")
        refuse("file-encrypted" if secret in body else "file-old-office")


def _by_signature(head: bytes, stream: IO[bytes], size: int) -> Content | None:
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return CONTENTS[kind]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return CONTENTS["webp"]
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return CONTENTS["heic"]
    if head[4:8] == b"ftyp" and head[8:12] in _VIDEO_BRANDS:
        return CONTENTS["mp4"]
    if head.startswith(_MATROSKA) and b"webm" in head[:64]:
        return CONTENTS["webm"]
    if head.startswith(_ZIP):
        return office.recognise(stream, size)
    return None


def _text(stream: IO[bytes], extension: str) -> Content:
    """Plain text decodes strictly, holds no control byte, and is called .txt, .csv or .vtt."""
    content = CONTENTS.get(extension)
    if content is None or content.family not in {"text", "captions"} or not _is_text(stream):
        refuse("file-unknown", seen=extension)
    if content.family == "captions" and not _is_captions(stream):
        refuse("file-captions")
    return content


def _is_captions(stream: IO[bytes]) -> bool:
    """WebVTT as browsers read it: its word alone first, UTF-8, and something said at some time."""
    stream.seek(0)
    try:
        text = stream.read(_MOST_CAPTIONS + 1).decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    first, _end, rest = text.replace("\r", "\n").partition("\n")
    word = first.replace("\t", " ").partition(" ")[0]
    return word == "WEBVTT" and "-->" in rest and len(text) <= _MOST_CAPTIONS


def _is_text(stream: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    unicode = western = True
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        if chunk.translate(None, _CONTROLS) != chunk:
            return False
        western = western and chunk.translate(None, _UNDEFINED_IN_CP1252) == chunk
        if unicode:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                unicode = False
    if unicode:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            unicode = False
    return unicode or western


def _refuse_hidden_page(content: Content, head: bytes, stream: IO[bytes], size: int) -> None:
    """A picture or PDF that is also a page for a careless browser (polyglots)."""
    if content.family not in {"image", "pdf"}:
        return
    stream.seek(max(0, size - _HEAD))
    edges = head.lower() + b"\n" + stream.read(_HEAD).lower()
    if any(mark in edges for mark in _PAGE_MARKS):
        refuse("file-polyglot")
    if content.family != "image":
        return  # a PDF may quote a page in its text; at its edges it has no reason to
    stream.seek(0)
    last = b""
    while chunk := stream.read(_CHUNK):
        window = last + chunk.lower()
        if any(mark in window for mark in _LONG_MARKS):
            refuse("file-polyglot")
        last = window[-_OVERLAP:]


def _refuse_flood(content: Content, stream: IO[bytes]) -> None:
    if content.family != "image":
        return
    found = images.size_of(content.name, stream)
    if found is None:
        refuse("file-damaged")
    if images.is_too_big(found):
        refuse("file-pixels", width=found[0], height=found[1])
