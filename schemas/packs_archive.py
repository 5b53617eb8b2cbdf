"""Archives of packs: read without trusting a word of them, written the same to the byte."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from schemas.errors import BadPack, PackTooLarge

MOST_FILES: Final = 1000
LARGEST_FILE: Final = 20 * 1024 * 1024
LARGEST_PACK: Final = 60 * 1024 * 1024
#: The first instant a .zip can tell: the same pack makes the same bytes any day.
EPOCH: Final = (1980, 1, 1, 0, 0, 0)


#: What an archive of so many files says of them, names and all; a table of contents of millions of
#: entries would fill the memory before any of them is counted.
LARGEST_CONTENTS: Final = 1024 * 1024
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LONGEST_COMMENT, _LOCATOR = 22, 0xFFFF, 20


def files_of_archive(content: bytes) -> dict[str, bytes]:
    """Path → bytes of an archive; one folder around everything is taken off."""
    _refuse_endless(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _without_root(_read(archive))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        ValueError,
        EOFError,
        OSError,
    ) as fault:
        raise BadPack from fault
    except Exception as fault:
        if type(fault).__module__ in {"zlib", "lzma", "bz2"}:
            raise BadPack from fault
        raise


def archive_of_files(files: Mapping[str, bytes]) -> bytes:
    """A .zip whose bytes depend on nothing but names and contents (stored, dated 1980)."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def _refuse_endless(content: bytes) -> None:
    """By the size its end gives to its table of contents; no pack is big enough for a zip64."""
    tail = content[-(_END_SIZE + _LONGEST_COMMENT) :]
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise BadPack
    before = len(content) - len(tail) + at - _LOCATOR
    if before >= 0 and content[before : before + len(_END_64)] == _END_64:
        raise BadPack
    if int.from_bytes(tail[at + 12 : at + 16], "little") > LARGEST_CONTENTS:
        raise PackTooLarge


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise PackTooLarge
    found: dict[str, bytes] = {}
    left = LARGEST_PACK
    for entry in entries:
        if entry.is_dir():
            _refuse_unsafe(entry)
            continue
        name = _refuse_unsafe(entry)
        if name in found:
            raise BadPack(file=name)
        if _hidden(name):
            continue
        # what the archive says of its sizes is not believed: at most that many bytes come out
        with archive.open(entry) as stream:
            content = stream.read(min(left, LARGEST_FILE) + 1)
        if len(content) > min(left, LARGEST_FILE):
            raise PackTooLarge
        left -= len(content)
        found[name] = content
    return found


def _refuse_unsafe(entry: zipfile.ZipInfo) -> str:
    """The name, when it stays inside the pack and is that of a plain, readable file."""
    name = entry.orig_filename
    mode = entry.external_attr >> 16
    parts = PurePosixPath(name).parts
    unsafe = (
        "\\" in name
        or "\x00" in name
        or name.startswith("/")
        or ":" in name
        or not parts
        or any(part in {"..", "."} for part in name.rstrip("/").split("/"))
        or "" in name.rstrip("/").split("/")
        or stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}
        or entry.flag_bits & 0x1  # encrypted
        or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    )
    if unsafe:
        raise BadPack(file=name[:200])
    return name


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__")) for part in PurePosixPath(name).parts)


def _without_root(files: dict[str, bytes]) -> dict[str, bytes]:
    roots = {name.split("/", 1)[0] for name in files}
    if "pack.json" in files or len(roots) != 1 or not all("/" in name for name in files):
        return files
    return {name.split("/", 1)[1]: content for name, content in files.items()}
