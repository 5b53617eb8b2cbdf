"""The kinds of content the house takes in: each with its family, its media type, its extensions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from core.errors import Invalid
from core.problems import Problem

OFFICE = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"


@dataclass(frozen=True, slots=True)
class Content:
    """A kind of content; the media type is the one sent back at download."""

    name: str
    family: str
    media_type: str
    extensions: tuple[str, ...]


CONTENTS = {
    content.name: content
    for content in (
        Content("pdf", "pdf", "application/pdf", ("pdf",)),
        Content("png", "image", "image/png", ("png",)),
        Content("jpeg", "image", "image/jpeg", ("jpg", "jpeg", "jpe")),
        Content("gif", "image", "image/gif", ("gif",)),
        Content("webp", "image", "image/webp", ("webp",)),
        Content("heic", "image", "image/heic", ("heic", "heif")),
        Content("docx", "office", f"{OFFICE}.wordprocessingml.document", ("docx",)),
        Content("xlsx", "office", f"{OFFICE}.spreadsheetml.sheet", ("xlsx",)),
        Content("pptx", "office", f"{OFFICE}.presentationml.presentation", ("pptx",)),
        Content("odt", "office", f"{ODF}.text", ("odt",)),
        Content("ods", "office", f"{ODF}.spreadsheet", ("ods",)),
        Content("odp", "office", f"{ODF}.presentation", ("odp",)),
        Content("txt", "text", "text/plain; charset=utf-8", ("txt",)),
        Content("csv", "text", "text/csv; charset=utf-8", ("csv",)),
        Content("mp4", "video", "video/mp4", ("mp4", "m4v")),
        Content("webm", "video", "video/webm", ("webm",)),
        Content("vtt", "captions", "text/vtt; charset=utf-8", ("vtt",)),
    )
}
#: What the house itself shows, and asks of nobody who files a request.
OF_THE_HOUSE = frozenset({"video", "captions"})
FAMILIES = tuple(dict.fromkeys(c.family for c in CONTENTS.values() if c.family not in OF_THE_HOUSE))


def extension_of(filename: str) -> str:
    """The extension, in lower case without its dot; "" when there is none."""
    stem, dot, extension = filename.rpartition(".")
    return extension.strip().lower() if dot and stem else ""


def extensions_of(families: Iterable[str]) -> tuple[str, ...]:
    """Extensions of these families, for a sentence or an `accept` attribute."""
    wanted = set(families)
    return tuple(
        extension
        for content in CONTENTS.values()
        if content.family in wanted
        for extension in content.extensions[:1]
    )


def refuse(code: str, **params: object) -> NoReturn:
    """Refuse the file that is being looked at; the caller knows the question it answers."""
    raise Invalid([Problem("", code, params)])
