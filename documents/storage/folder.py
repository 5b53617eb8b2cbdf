"""Bytes on the disk: random names, written aside then renamed: no file is ever half there."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from documents.errors import NoRoom, StorageRefused, UnknownFile
from documents.storage.aside import Written
from documents.storage.keeping import Storage, is_known, known


class Folder(Storage):
    """One folder: `files/ab/<random>`."""

    def __init__(self, var: Path) -> None:
        super().__init__(var)
        self.title = f"le dossier {self.root}"

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
            self.discard(written)
            raise NoRoom from fault
        return name

    def open(self, name: str) -> IO[bytes]:
        return self.path(name).open("rb")

    def holds(self, name: str, size: int, sha256: str) -> bool:
        try:
            return self.path(name).stat().st_size == size and self.print_of(name) == sha256
        except FileNotFoundError:
            return False

    def path(self, name: str) -> Path:
        """Where the bytes of this name lie."""
        return self.root / known(name)[:2] / name

    def again(self, name: str, twin: str | None = None) -> str:
        twin = twin or secrets.token_hex(16)
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
        self.path(name).unlink(missing_ok=True)

    def older_than(self, seconds: float) -> Iterator[str]:
        limit = time.time() - seconds  # the disk's clock, not the house's
        for path in self.root.glob("[0-9a-f][0-9a-f]/*"):
            if is_known(path.name) and path.stat().st_mtime < limit:
                yield path.name

    def is_empty(self) -> bool:
        return not any(path.is_file() for path in self.root.rglob("*"))

    def clear(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def check(self) -> None:
        try:
            self.discard(self.write([b"essai"]))
        except (OSError, NoRoom) as fault:
            raise StorageRefused(
                f"On ne peut pas écrire dans {self.root} : donnez ce dossier au compte qui fait "
                "tourner Préau, libérez de la place, ou donnez-en un autre par PREAU_VAR."
            ) from fault

    def answers(self) -> bool:
        return True
