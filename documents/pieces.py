"""Bytes of files on their way: appended piece by piece under `files/coming`, then read once.

What a killed process wrote past the bytes that are sure is cut by the next piece.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

from documents.domain.contents import refuse
from documents.domain.sizes import in_words
from documents.errors import NoRoom
from documents.storage import storage

_CHUNK = 64 * 1024


class PiecesLost(RuntimeError):
    """The disk holds less than the row says: begin anew."""


def path_of(coming_id: UUID) -> Path:
    """Where the bytes of this file lie."""
    return storage().root / "coming" / coming_id.hex


def append(coming_id: UUID, sure: int, stream: IO[bytes], most: int) -> int:
    """Write `stream` behind the first `sure` bytes, at most `most` in all; how many are sure."""
    path = path_of(coming_id)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("ab") as file:
            if file.tell() < sure:
                raise PiecesLost
            file.truncate(sure)
            file.seek(sure)
            total = sure
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > most:
                    file.truncate(sure)
                    refuse("file-size", most=in_words(most))
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            return total
    except OSError as fault:
        raise NoRoom from fault


@contextmanager
def opened(coming_id: UUID) -> Iterator[IO[bytes]]:
    """All that has come, to be looked at and kept."""
    with path_of(coming_id).open("rb") as file:
        yield file


def drop(coming_id: UUID) -> None:
    """Delete the bytes."""
    path_of(coming_id).unlink(missing_ok=True)


def older_than(seconds: float) -> Iterator[UUID]:
    """Which files on their way nobody has added to for so long."""
    limit = time.time() - seconds  # the disk's clock, not the house's
    for path in (storage().root / "coming").glob("*"):
        if len(path.name) == 32 and path.stat().st_mtime < limit:
            yield UUID(path.name)
