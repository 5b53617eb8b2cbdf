"""Office files are zip archives: which kind it is, and what is refused before anybody opens it.

Sizes are counted while inflating, because what an archive declares is the sender's word (H11).
"""

from __future__ import annotations

import zipfile
from typing import IO

from documents.domain.contents import CONTENTS, Content, refuse

MOST_ENTRIES = 4000
#: Of all entries together, inflated.
MOST_BYTES = 150 * 1024 * 1024
#: A text that repeats itself shrinks 50 times; beyond, past the first bytes, it is a bomb.
MOST_RATIO = 100
RATIO_FROM = 10 * 1024 * 1024
_CHUNK = 256 * 1024
#: Read whole when present: small in honest files.
_LONGEST_PART = 2 * 1024 * 1024

_MAIN_PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
_MACRO_MARKS = ("vbaproject", "vbadata", "macrosheets/", "activex/", "basic/", "scripts/")


def recognise(stream: IO[bytes], size: int) -> Content:
    """The kind of this office file; refuses bombs, macros, passwords and other archives."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return _examined(archive, size)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        EOFError,
        RuntimeError,
        ValueError,
        OSError,
    ) as fault:
        del fault
        refuse("file-damaged")
    except Exception as fault:
        if type(fault).__module__ == "zlib":
            refuse("file-damaged")
        raise


def _examined(archive: zipfile.ZipFile, size: int) -> Content:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > MOST_BYTES:
        refuse("file-bomb")
    if len(set(names)) != len(names) or any(_strays(name) for name in names):
        refuse("file-damaged")
    if any(entry.flag_bits & 1 for entry in entries):
        refuse("file-encrypted")
    content = _kind(archive, names)
    if any(mark in name.lower() for name in names for mark in _MACRO_MARKS):
        refuse("file-macros")
    _count(archive, entries, size)
    _refuse_inner(archive, names)
    return content


def _strays(name: str) -> bool:
    return (
        name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or "\x00" in name
    )


def _kind(archive: zipfile.ZipFile, names: list[str]) -> Content:
    if "[Content_Types].xml" in names:
        for part, kind in _MAIN_PARTS.items():
            if part in names:
                return CONTENTS[kind]
    if "mimetype" in names and "content.xml" in names:
        declared = _part(archive, "mimetype").decode("ascii", "replace").strip()
        for content in CONTENTS.values():
            if content.media_type == declared:
                return content
    return refuse("file-kind", seen="archive", accepted="docx, xlsx, pptx, odt, ods, odp")


def _count(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], size: int) -> None:
    """Inflate everything once, to nowhere, and stop as soon as it is too much."""
    total = 0
    for entry in entries:
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                total += len(chunk)
                if total > MOST_BYTES or (total > RATIO_FROM and total > size * MOST_RATIO):
                    refuse("file-bomb")


def _refuse_inner(archive: zipfile.ZipFile, names: list[str]) -> None:
    """Macros and passwords that only the inner lists tell; templates fetched from elsewhere."""
    types = _part(archive, "[Content_Types].xml").lower()
    if b"macroenabled" in types or b"vbaproject" in types:
        refuse("file-macros")
    if b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
        refuse("file-encrypted")
    for name in names:
        if name.endswith(".rels"):
            links = _part(archive, name).lower()
            if b"attachedtemplate" in links and b'targetmode="external"' in links:
                refuse("file-outside-template")


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.NameToInfo:
        return b""
    with archive.open(name) as part:
        return part.read(_LONGEST_PART)
