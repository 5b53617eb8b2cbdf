"""Bytes on their way in: always on this machine, counted and summed, under no name yet."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from documents.domain.contents import refuse
from documents.domain.sizes import in_words
from documents.errors import NoRoom

CHUNK: Final = 256 * 1024
#: What lies aside for longer was left by a process that died.
FORGOTTEN_AFTER: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes that lie aside, not yet under their name."""

    path: Path
    size: int
    sha256: str


class Aside:
    """`files/` of the house's folder: `aside` for what is coming in; `coming` and `spool` besides,
    for files and exports that are made piece by piece (see `pieces`, `spool`)."""

    def __init__(self, var: Path) -> None:
        self.root = var / "files"
        self.aside = self.root / "aside"

    def take(self, stream: IO[bytes], most: int | None = None) -> Written:
        """Copy the stream aside, counting; stops at the first byte too many (FAULTS I-01)."""
        return self.write(iter(lambda: stream.read(CHUNK), b""), most)

    def write(self, chunks: Iterable[bytes], most: int | None = None) -> Written:
        """Write the chunks aside, with their size and their print."""
        self.aside.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.aside / secrets.token_hex(16)
        digest, size = hashlib.sha256(), 0
        try:
            with path.open("xb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    if most is not None and size > most:
                        refuse("file-size", most=in_words(most))
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
        except OSError as fault:
            path.unlink(missing_ok=True)
            raise NoRoom from fault
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Written(path, size, digest.hexdigest())

    def discard(self, written: Written) -> None:
        """Delete what lies aside."""
        written.path.unlink(missing_ok=True)

    def clear_aside(self) -> None:
        """Delete what dead processes left half copied."""
        limit = time.time() - FORGOTTEN_AFTER  # the disk's clock, not the house's
        for path in self.aside.glob("*"):
            if path.stat().st_mtime < limit:
                path.unlink(missing_ok=True)
