"""What this room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EntryWritten:
    """A version of an entry is shown from now on."""

    entry_id: UUID
    key: str
    by: UUID | None


@dataclass(frozen=True, slots=True)
class EntryRetired:
    """An entry is shown no more."""

    entry_id: UUID
    key: str
    by: UUID | None


@dataclass(frozen=True, slots=True)
class EntryHandedOn:
    """A draft waits for somebody who may publish it."""

    entry_id: UUID
    key: str
    by: UUID | None
