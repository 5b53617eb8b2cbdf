"""What may be asked of a storage, whatever it is made of."""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final, Protocol

from documents.errors import UnknownFile
from documents.storage.aside import CHUNK, Aside, Written

_NAME: Final = re.compile(r"[0-9a-f]{32}")


class Address(Protocol):
    """A bucket, and what opens it, as the settings of the host say."""

    @property
    def endpoint(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def region(self) -> str: ...

    @property
    def key(self) -> str: ...

    @property
    def secret(self) -> str: ...

    @property
    def prefix(self) -> str: ...


class Place(Protocol):
    """The settings that say where files are."""

    @property
    def var(self) -> Path: ...

    @property
    def files_in(self) -> str: ...

    @property
    def bucket(self) -> Address | None: ...


class Storage(Aside, ABC):
    """Bytes under random names. Nothing is ever half there, and nothing changes under its name."""

    #: As an operator reads it.
    title: str

    @abstractmethod
    def settle(self, written: Written, name: str | None = None) -> str:
        """Give what lies aside its name, for good; when that fails nothing is kept at all."""

    @abstractmethod
    def open(self, name: str) -> IO[bytes]:
        """The bytes, to be read from anywhere; `FileNotFoundError` when there are none."""

    @abstractmethod
    def holds(self, name: str, size: int, sha256: str) -> bool:
        """Whether these very bytes were kept under this name."""

    @abstractmethod
    def again(self, name: str, twin: str | None = None) -> str:
        """A second name for the same bytes: they last as long as one of the two does."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Delete the bytes, if there are any."""

    @abstractmethod
    def older_than(self, seconds: float) -> Iterator[str]:
        """Names of settled files of a certain age."""

    @abstractmethod
    def is_empty(self) -> bool:
        """Whether nothing lies here, of ours or of anybody."""

    @abstractmethod
    def clear(self) -> None:
        """Delete every file: what a restoration had brought."""

    @abstractmethod
    def check(self) -> None:
        """Try each act on a small file; `StorageRefused` or `StorageAway` says what to mend."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it is there, asked in passing."""

    def print_of(self, name: str) -> str:
        """The sum of what is there, read whole; `FileNotFoundError` when nothing is."""
        digest = hashlib.sha256()
        with self.open(name) as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def put(self, name: str, chunks: Iterable[bytes]) -> Written:
        """The bytes of a name that is known: a file of a backup comes back."""
        written = self.write(chunks)
        self.settle(written, name)
        return written


def known(name: str) -> str:
    """The same name; one that is not ours leads nowhere."""
    if not _NAME.fullmatch(name):
        raise UnknownFile
    return name


def is_known(name: str) -> bool:
    """Whether a name is one of ours."""
    return _NAME.fullmatch(name) is not None
