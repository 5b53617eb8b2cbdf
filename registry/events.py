"""What happens to records."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RecordCreated:
    """A record was made by hand or by a program (imports speak once, by `RecordsImported`)."""

    record_id: UUID
    entity: str


@dataclass(frozen=True, slots=True)
class RecordUpdated:
    """Some fields of a record changed."""

    record_id: UUID
    entity: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordArchived:
    """A record left the lists; what names it still finds it."""

    record_id: UUID
    entity: str


@dataclass(frozen=True, slots=True)
class RecordsImported:
    """A file was taken in, whole."""

    batch_id: UUID
    entity: str


@dataclass(frozen=True, slots=True)
class ImportUndone:
    """What a file had brought is as it was before."""

    batch_id: UUID
    entity: str


@dataclass(frozen=True, slots=True)
class RecordRestricted:
    """Access to a record was limited, or given back (`lifted`)."""

    record_id: UUID
    entity: str
    lifted: bool


@dataclass(frozen=True, slots=True)
class ChangeProposed:
    """Somebody who may only propose asked for a change."""

    proposal_id: UUID
    record_id: UUID
    entity: str


@dataclass(frozen=True, slots=True)
class ProposalAnswered:
    """A proposal came to its end: accepted, in part perhaps, refused or withdrawn."""

    proposal_id: UUID
    record_id: UUID
    entity: str
    author: UUID | None
    step_id: int
