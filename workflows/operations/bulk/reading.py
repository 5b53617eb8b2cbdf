"""What decisions about a chunk depend on, each kind of thing read once and only when asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from core.database import session
from core.rows import among
from workflows import queries
from workflows.bridge import Bridge
from workflows.domain.circuit import Kind, Transition
from workflows.domain.decision import CHECKLIST
from workflows.domain.votes import Ballot
from workflows.models import Step, Tick, Vote
from workflows.queries import Latest


@dataclass(slots=True)
class Held:
    """A head as it was read, walking ahead of its row until it is written."""

    id: UUID
    version: int
    status: str
    status_kind: str
    markers: list[Any]
    entered_at: datetime | None
    entry_no: int
    waiting_functions: list[Any]
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Needs:
    """What one move of one circuit, and the automatic ones behind it, look at."""

    facts: bool = False
    latest: bool = False
    ticks: bool = False
    votes: bool = False
    checks: frozenset[str] = frozenset()

    def __or__(self, other: Needs) -> Needs:
        """What both need."""
        return Needs(
            self.facts or other.facts,
            self.latest or other.latest,
            self.ticks or other.ticks,
            self.votes or other.votes,
            self.checks | other.checks,
        )


@dataclass(slots=True)
class Known:
    """What was read for a chunk."""

    latest: Mapping[UUID, Latest] = field(default_factory=dict)
    ticks: Mapping[tuple[UUID, int], frozenset[str]] = field(default_factory=dict)
    ballots: Mapping[UUID, Sequence[Ballot]] = field(default_factory=dict)


@lru_cache(maxsize=512)
def needs_of(bridge: Bridge, key: str) -> Needs:
    """What must be known to decide `key`; automatic statuses may follow any move."""
    circuit = bridge.circuit
    wanted: list[Transition] = [t for t in (circuit.transition.get(key),) if t is not None]
    wanted += [t for s in circuit.statuses for t in circuit.automatic_from(s.key)]
    carried = any(s.parallel and s.parallel.keep_if_unchanged for s in circuit.statuses)
    if carried:  # a vote carried over fires a move of the system, which may have a guard
        wanted += [t for t in circuit.transitions if t.for_system]
    passing = any(s.kind is Kind.AUTOMATIC for s in circuit.statuses)
    checks = frozenset(c for t in wanted for c in t.checks)
    return Needs(
        facts=any(t.guard is not None for t in wanted),
        latest=any(t.not_same_actor_as for t in wanted),
        ticks=CHECKLIST in checks and (passing or carried or bool(wanted)),
        votes=carried,
        checks=checks - {CHECKLIST},
    )


def read(subjects: Iterable[tuple[UUID, Needs]]) -> Known:
    """Read for these subjects what they need: at most three queries."""
    asked = list(subjects)
    latest = [subject for subject, needs in asked if needs.latest]
    ticked = [subject for subject, needs in asked if needs.ticks]
    voted = [subject for subject, needs in asked if needs.votes]
    return Known(
        _latest(latest) if latest else {},
        _ticks(ticked) if ticked else {},
        _ballots(voted) if voted else {},
    )


def _latest(ids: Sequence[UUID]) -> dict[UUID, Latest]:
    rows = session.execute(
        select(Step.subject_id, Step.transition, Step.actor_id, Step.principal_id)
        .where(among(Step.subject_id, ids), Step.undone_at.is_(None))
        .order_by(Step.subject_id, Step.transition, Step.id.desc())
        .ext(distinct_on(Step.subject_id, Step.transition))
    )
    found: dict[UUID, list[tuple[str, UUID | None, UUID | None]]] = defaultdict(list)
    for subject, transition, actor, principal in rows:
        found[subject].append((transition, actor, principal))
    return {subject: Latest.of(known) for subject, known in found.items()}


def _ticks(ids: Sequence[UUID]) -> dict[tuple[UUID, int], frozenset[str]]:
    rows = session.execute(
        select(Tick.subject_id, Tick.entry_no, Tick.key).where(among(Tick.subject_id, ids))
    )
    found: dict[tuple[UUID, int], set[str]] = defaultdict(set)
    for subject, entry, key in rows:
        found[subject, entry].add(key)
    return {stay: frozenset(keys) for stay, keys in found.items()}


def _ballots(ids: Sequence[UUID]) -> dict[UUID, list[Ballot]]:
    found: dict[UUID, list[Vote]] = defaultdict(list)
    for vote in session.scalars(
        select(Vote)
        .where(among(Vote.subject_id, ids), Vote.dropped_at.is_(None))
        .order_by(Vote.at, Vote.id)
    ):
        found[vote.subject_id].append(vote)
    return {subject: queries.ballots(votes) for subject, votes in found.items()}
