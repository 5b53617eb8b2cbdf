"""What this room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LetterMade:
    """A letter was made and can be downloaded."""

    document_id: UUID
    subject_kind: str
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class ExportEnded:
    """A list was made a file, or could not be."""

    export_id: UUID
    account_id: UUID
    #: ready or failed.
    state: str


@dataclass(frozen=True, slots=True)
class FileInfected:
    """The antivirus recognised something in a file: nobody opens it any more."""

    file_id: UUID
    owner_kind: str
    owner_id: UUID
    #: Who brought it.
    by: UUID | None


@dataclass(frozen=True, slots=True)
class LetterFailed:
    """A letter cannot be made from its model: somebody has to mend the model."""

    document_id: UUID
    subject_kind: str
    subject_id: UUID
    code: str
