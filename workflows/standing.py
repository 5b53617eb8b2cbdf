"""All that a decision about one subject depends on and that only its own room knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from core.database import Model
from schemas.domain.conditions import Facts, Reason
from workflows.bridge import Bridge
from workflows.domain.calendars import Calendar
from workflows.domain.guards import Guards
from workflows.domain.standing_in import StandsIn


class Subject(Protocol):
    """A row with the columns of `workflows.head.Head`, an id and a version."""

    id: UUID
    version: int
    status: str
    status_kind: str
    markers: list[Any]
    entered_at: Any
    due_at: Any
    entry_no: int
    waiting_functions: list[Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a subject stands, as seen by one person (or by the house)."""

    #: Name of the room's subjects: "request".
    kind: str
    bridge: Bridge
    #: Functions this person holds on this subject.
    functions: frozenset[str] = frozenset()
    #: Those of them held only in the place of somebody else.
    stands_in: StandsIn = field(default_factory=dict)
    #: Functions handed to others for this stay: function → whose turn it is too.
    handed: Mapping[str, str] = field(default_factory=dict)
    facts: Facts | None = None
    guards: Guards = field(default_factory=Guards)
    #: Outcome of each registered check (« form.complete »), decided by whoever knows.
    checks: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    #: What the room holds against an arrival in a status, whoever makes the move.
    arrivals: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    #: SHA-256 of the answers votes are about.
    answers_sha256: str = ""
    submitted_at: Any = None
    calendars: Mapping[str, Calendar] = field(default_factory=dict)


class SubjectSource(Protocol):
    """Filler of `workflows.subjects`: finds its subjects again for what is due on them."""

    key: str
    #: Where their heads are.
    table: type[Model]

    def hold(self, subject_ids: Sequence[UUID]) -> Mapping[UUID, Any]:
        """Heads (`Held`) of those nobody else is at work on, locked for writing."""

    def held_by_others(self, subject_ids: Sequence[UUID]) -> AbstractSet[UUID]:
        """Which of them somebody is at work on: they are there, and are not ours."""

    def standings(self, held: Sequence[Any], key: str) -> Mapping[UUID, Standing]:
        """Where these stand as the house sees it, with what the move `key` looks at."""

    def more(self, held: Any) -> Mapping[str, Any]:
        """The columns of a row that follow where its subject has arrived."""
