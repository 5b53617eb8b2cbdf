"""What this room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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
class EntriesToReview:
    """Entries that somebody answers for are out of date, or lead nowhere; the same list is the
    same `digest`."""

    owner_id: UUID
    count: int
    digest: str


@dataclass(frozen=True, slots=True)
class EntryHandedOn:
    """A draft waits for somebody who may publish it."""

    entry_id: UUID
    key: str
    by: UUID | None
    #: Of the draft.
    version: int


@dataclass(frozen=True, slots=True)
class QuestionHandedOver:
    """Somebody asked to speak to a person, or wrote to her again: the team is awaited."""

    thread_id: UUID
    turn_id: UUID


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """Somebody of the team answered."""

    thread_id: UUID
    turn_id: UUID
    by: UUID | None


@dataclass(frozen=True, slots=True)
class EngineFellSilent:
    """The engine beside our own failed several times in a row: it is left alone for a while."""

    engine_id: UUID
    label: str
    #: Why, in a word (`outside.py`).
    because: str
    at: datetime
