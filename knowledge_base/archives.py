"""A folder of files in one archive, read without trust: names are labels here, never places on a
disk; what would swell, or is no file of entries, is left or refused."""

from __future__ import annotations

import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from core.errors import Invalid
from core.problems import Problem

MOST_FILES: Final = 5_000
#: Of everything in an archive: each name costs a thousand times its forty-six bytes once read.
MOST_NAMES: Final = 50_000
MOST_BYTES: Final = 40_000_000
#: One file of entries is a text; no honest one is longer.
LONGEST_FILE: Final = 8_000_000
#: What the readers of archives raise on one that was tampered with: names that are no UTF-8, places
#: before the beginning, streams of bzip2 (`OSError`) and LZMA that are none.
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    ValueError,
    RuntimeError,
    EOFError,
    MemoryError,  # LZMA asks for what its head says, up to 4 GiB
)
_OF_A_NAME: Final = b"PK\x01\x02"


def files_of(content: bytes, endings: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each file of entries, by name; `Invalid` when it cannot be trusted."""
    if content.count(_OF_A_NAME) > MOST_NAMES:
        raise Invalid([Problem("", "entry-files-many", {"most": MOST_FILES})])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            kept = [one for one in archive.infolist() if _is_text_file(one, endings)]
            if len(kept) > MOST_FILES:
                raise Invalid([Problem("", "entry-files-many", {"most": MOST_FILES})])
            left = MOST_BYTES
            for one in sorted(kept, key=lambda info: info.filename):
                with archive.open(one) as stream:  # what is read counts, whatever its head says
                    text = stream.read(min(left, LONGEST_FILE) + 1)
                left -= len(text)
                if left < 0 or len(text) > LONGEST_FILE:
                    raise Invalid([Problem("", "entry-archive-big")])
                yield label_of(one.filename), text
    except _UNREADABLE as fault:
        raise Invalid([Problem("", "entry-archive")]) from fault


def label_of(name: str) -> str:
    """What a person is told of a name: its own parts, nothing that climbs."""
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in {"", ".", ".."})[:200]


def is_hidden(parts: Iterable[str]) -> bool:
    """What tools leave in a folder, which nobody wrote."""
    return any(part.startswith(".") or part == "__MACOSX" for part in parts if part != "..")


def _is_text_file(one: zipfile.ZipInfo, endings: tuple[str, ...]) -> bool:
    name = one.filename.replace("\\", "/")
    linked = stat.S_ISLNK(one.external_attr >> 16)
    hidden = is_hidden(part for part in name.split("/") if part != ".")
    return not (one.is_dir() or linked or hidden) and name.lower().endswith(endings)
