"""What happens to subjects under a circuit."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Moved:
    """A subject went from one status to another; its journal holds the step."""

    subject_kind: str
    subject_id: UUID
    step_id: int
    transition: str
    from_status: str
    to_status: str
    actor_id: UUID | None


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """A subject follows its circuit to another version, whether or not it stands elsewhere now."""

    subject_kind: str
    subject_id: UUID
    step_id: int
    to_status: str


@dataclass(frozen=True, slots=True)
class Voted:
    """Somebody gave a visa."""

    subject_kind: str
    subject_id: UUID
    vote_id: UUID
    function: str
    actor_id: UUID


@dataclass(frozen=True, slots=True)
class MoveUndone:
    """A move was taken back within its grace, before any of its messages left."""

    subject_kind: str
    subject_id: UUID
    step_id: int
    actor_id: UUID | None
