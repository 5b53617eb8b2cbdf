"""Bytes on the disk: random names, written aside then renamed: no file is ever half there."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flask import current_app

from documents.domain.contents import refuse
from documents.domain.sizes import in_words
from documents.errors import NoRoom, UnknownFile

_NAME = re.compile(r"[0-9a-f]{32}")
_CHUNK = 256 * 1024
#: What lies aside for longer was left by a process that died.
FORGOTTEN_AFTER = 3600.0


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes that lie aside, not yet under their name."""

    path: Path
    size: int
    sha256: str


class Storage:
    """One folder: `files/ab/<random>`, and `files/aside` for what is coming in."""

    def __init__(self, root: Path) -> None:
        self.root = root / "files"
        self.aside = self.root / "aside"

    def take(self, stream: IO[bytes], most: int) -> Written:
        """Copy the stream aside, counting; stops at the first byte too many (FAULTS I-01)."""
        return self.write(iter(lambda: stream.read(_CHUNK), b""), most)

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

    def settle(self, written: Written, name: str | None = None) -> str:
        """Give the bytes their name, and make sure the folder remembers it."""
        name = name or secrets.token_hex(16)
        target = self.path(name)
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            written.path.rename(target)
            folder = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as fault:
            raise NoRoom from fault
        return name

    def put(self, name: str, chunks: Iterable[bytes]) -> Written:
        """The bytes of a name that is known: a file of a backup comes back."""
        written = self.write(chunks)
        self.settle(written, name)
        return written

    def open(self, name: str) -> IO[bytes]:
        """The bytes, to be read; `FileNotFoundError` when there are none."""
        return self.path(name).open("rb")

    def is_empty(self) -> bool:
        """Whether nothing was ever kept here."""
        return not any(path.is_file() for path in self.root.rglob("*"))

    def path(self, name: str) -> Path:
        """Where the bytes of this name lie; a name that is not one of ours leads nowhere."""
        if not _NAME.fullmatch(name):
            raise UnknownFile
        return self.root / name[:2] / name

    def again(self, name: str) -> str:
        """A second name for the same bytes: they last as long as one of the two does."""
        twin = secrets.token_hex(16)
        target = self.path(twin)
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                os.utime(self.path(name))  # the sweeper takes an old name without a row for lost
                target.hardlink_to(self.path(name))
            except FileNotFoundError:
                raise UnknownFile from None
            except OSError:  # a disk without links
                shutil.copyfile(self.path(name), target)
        except OSError as fault:
            raise NoRoom from fault
        return twin

    def remove(self, name: str) -> None:
        """Delete the bytes."""
        self.path(name).unlink(missing_ok=True)

    def discard(self, written: Written) -> None:
        """Delete what lies aside."""
        written.path.unlink(missing_ok=True)

    def older_than(self, seconds: float) -> Iterator[str]:
        """Names of settled files of a certain age."""
        limit = time.time() - seconds  # the disk's clock, not the house's
        for path in self.root.glob("[0-9a-f][0-9a-f]/*"):
            if _NAME.fullmatch(path.name) and path.stat().st_mtime < limit:
                yield path.name

    def clear_aside(self) -> None:
        """Delete what dead processes left half copied."""
        limit = time.time() - FORGOTTEN_AFTER
        for path in self.aside.glob("*"):
            if path.stat().st_mtime < limit:
                path.unlink(missing_ok=True)


def storage_in(var: Path) -> Storage:
    """The storage of a house, opened or not."""
    return Storage(var)


def storage() -> Storage:
    """The storage of this house."""
    return storage_in(current_app.config["SETTINGS"].var)
