"""What a room may ask of whoever keeps files (filled by documents)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any, Protocol
from uuid import UUID

from core.actor import Actor
from core.contributions import one_of


@dataclass(frozen=True, slots=True)
class FileRef:
    """A stored file as other rooms see it."""

    id: UUID
    filename: str
    media_type: str
    size: int
    state: str


@dataclass(frozen=True, slots=True)
class FileRule:
    """What a question accepts: bytes at most, families (pdf, image, office, text…), how many."""

    max_bytes: int = 20 * 1024 * 1024
    families: tuple[str, ...] = ("pdf", "image", "office")
    max_count: int = 10


class FileStore(Protocol):
    """Keeps the files of drafts, requests, records and messages."""

    key: str

    def keep(
        self,
        actor: Actor,
        owner: tuple[str, UUID],
        stream: IO[bytes],
        filename: str,
        rule: FileRule,
        *,
        place: str = "",
    ) -> FileRef:
        """Store an upload for `owner`; raises `core.errors.Invalid` when the rule refuses it."""

    def describe(self, ids: Sequence[str], owner: tuple[str, UUID] | None = None) -> list[FileRef]:
        """The files of these ids that belong to `owner`, in order; unknown ids are left out."""

    def hand_over(self, ids: Sequence[str], old: tuple[str, UUID], new: tuple[str, UUID]) -> None:
        """Give the files of a draft to the request it became."""

    def copy(
        self, actor: Actor, ids: Sequence[str], old: tuple[str, UUID], new: tuple[str, UUID]
    ) -> dict[str, str]:
        """Give files to a second owner as well: old id → new id, bytes shared."""

    def forget(self, ids: Sequence[str], owner: tuple[str, UUID]) -> None:
        """Drop files that an owner does not use any more."""


def store() -> Any:
    """The file store of the house."""
    found = one_of("core.file_store", "documents")
    if found is None:
        message = "no file store hangs at core.file_store"
        raise RuntimeError(message)
    return found
