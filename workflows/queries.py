"""Questions about steps, votes and ticks of one subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on

from core.database import recalled, remembered, session
from core.i18n import spoken
from core.kept import Kept
from core.rows import among
from schemas import queries as schemas
from schemas.translating import in_language, words_in
from workflows.bridge import Bridge, machine_for
from workflows.domain.circuit import Circuit
from workflows.domain.decision import Situation
from workflows.domain.votes import Ballot, Choice, Round
from workflows.models import Step, Tick, Timer, Vote
from workflows.standing import Standing, Subject

#: Steps of a journal that are read at once.
_MOST = 200


@dataclass(frozen=True, slots=True)
class Latest:
    """Who was the latest to make each move of one subject."""

    actors: Mapping[str, UUID] = field(default_factory=dict)
    #: In whose place, where it was in another’s.
    principals: Mapping[str, UUID] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, UUID | None, UUID | None]]) -> Latest:
        """From (transition, actor, principal)."""
        known = list(rows)
        return cls(
            {move: actor for move, actor, _ in known if actor is not None},
            {move: principal for move, _, principal in known if principal is not None},
        )


def bridge_of(version_id: UUID) -> Bridge:
    """The machine of a pinned version of a circuit."""
    version = schemas.version(version_id)
    return machine_for(version.body, version.sha256)


_told: Final[Kept[tuple[str, str], Circuit]] = Kept(256)


def circuit_of(version_id: UUID) -> Circuit:
    """The circuit in the words of its reader: for pages. Acts write in its own (`bridge_of`)."""
    version, language = schemas.version(version_id), spoken()
    if language is None or not words_in(version.body, language):
        return bridge_of(version_id).circuit
    return _told.of(
        (version.sha256, language), lambda: Circuit.of(in_language(version.body, language))
    )


def steps_of(subject_id: UUID, limit: int = _MOST) -> list[Step]:
    """The journal, newest first."""
    known: list[Step] | None = recalled(f"workflows.steps:{subject_id}:{_MOST}")
    if known is not None and limit <= _MOST:
        return known[:limit]

    def read() -> list[Step]:
        query = select(Step, _running(subject_id)).where(Step.subject_id == subject_id)
        rows = session.execute(query.order_by(Step.id.desc()).limit(limit)).all()
        if rows:  # what runs on it comes by the same question
            told = [(key, datetime.fromisoformat(due)) for key, due in rows[0][1] or ()]
            remembered(f"workflows.running:{subject_id}", lambda: told)
        return [step for step, _told in rows]

    return remembered(f"workflows.steps:{subject_id}:{limit}", read)


def _running(subject_id: UUID) -> ScalarSelect[Any]:
    pair = func.json_build_array(Timer.key, Timer.due_at)
    listed = func.json_agg(aggregate_order_by(pair, Timer.due_at, Timer.key))
    query = select(listed).where(Timer.subject_id == subject_id, Timer.fired_at.is_(None))
    return query.scalar_subquery()


def steps_since(subject_id: UUID, version: int) -> list[Step]:
    """What happened behind somebody's back: moves that led to a version above the one he saw."""
    return list(
        session.scalars(
            select(Step)
            .where(Step.subject_id == subject_id, Step.version > version)
            .order_by(Step.id)
        )
    )


def latest_actors(subject_id: UUID) -> Latest:
    """Who was the latest to fire each transition, and in whose place (four eyes)."""

    def read() -> Latest:
        journal: list[Step] | None = recalled(f"workflows.steps:{subject_id}:{_MOST}")
        if journal is not None and len(journal) < _MOST:
            return _latest(journal)
        rows = session.execute(
            select(Step.transition, Step.actor_id, Step.principal_id)
            .where(Step.subject_id == subject_id, Step.undone_at.is_(None))
            .order_by(Step.transition, Step.id.desc())
            .ext(distinct_on(Step.transition))
        )
        return Latest.of((move, actor, principal) for move, actor, principal in rows)

    return remembered(f"workflows.latest:{subject_id}", read)


def _latest(journal: Sequence[Step]) -> Latest:
    found: dict[str, Step] = {}
    for step in journal:
        if step.undone_at is None:
            found.setdefault(step.transition, step)
    return Latest.of((key, step.actor_id, step.principal_id) for key, step in found.items())


def ticks_of(subject: Subject) -> dict[str, Tick]:
    """Lines of the check-list ticked during this stay."""

    def read() -> dict[str, Tick]:
        found = session.scalars(
            select(Tick).where(Tick.subject_id == subject.id, Tick.entry_no == subject.entry_no)
        )
        return {tick.key: tick for tick in found}

    return remembered(f"workflows.ticks:{subject.id}:{subject.entry_no}", read)


def votes_of(subject_id: UUID, *, standing_only: bool = True) -> list[Vote]:
    """Votes in the order they were cast."""

    def read() -> list[Vote]:
        query = select(Vote).where(Vote.subject_id == subject_id).order_by(Vote.at, Vote.id)
        if standing_only:
            query = query.where(Vote.dropped_at.is_(None))
        return list(session.scalars(query))

    return list(remembered(f"workflows.votes:{subject_id}:{standing_only}", read))


def ballots(votes: Sequence[Vote]) -> list[Ballot]:
    """Votes as the domain counts them."""
    return [
        Ballot(
            v.function,
            str(v.account_id),
            Choice(v.verdict),
            Round(v.entry_no, v.answers_sha256),
            v.comment or "",
            v.at,
            str(v.principal_id) if v.principal_id else "",
        )
        for v in votes
    ]


def round_of(subject: Subject, standing: Standing) -> Round:
    """The stay and the answers a vote would be about now."""
    return Round(subject.entry_no, standing.answers_sha256)


def first_arrival(subject_id: UUID, status: str) -> datetime | None:
    """When the subject first came to a status."""
    found: datetime | None = session.scalar(
        select(func.min(Step.at)).where(Step.subject_id == subject_id, Step.to_status == status)
    )
    return found


def due_of(subject_id: UUID) -> datetime | None:
    """The next deadline of a subject."""
    found: datetime | None = session.scalar(
        select(func.min(Timer.due_at)).where(
            Timer.subject_id == subject_id, Timer.fired_at.is_(None)
        )
    )
    return found


def timers_of(subject_id: UUID) -> list[tuple[str, datetime]]:
    """What runs on a subject, key and day, the first one first; asked with its journal already
    where that was read."""
    found: list[tuple[str, datetime]] = remembered(
        f"workflows.running:{subject_id}", lambda: running_on([subject_id]).get(subject_id, [])
    )
    return found


def running_on(subject_ids: Sequence[UUID]) -> dict[UUID, list[tuple[str, datetime]]]:
    """What runs on each of many subjects, key and day, the first one first."""
    found: dict[UUID, list[tuple[str, datetime]]] = {}
    query = select(Timer.subject_id, Timer.key, Timer.due_at).where(
        among(Timer.subject_id, subject_ids), Timer.fired_at.is_(None)
    )
    for subject, key, due in session.execute(query.order_by(Timer.due_at, Timer.key)):
        found.setdefault(subject, []).append((key, due))
    return found


def situation_of(
    subject: Subject,
    standing: Standing,
    person: UUID | None,
    *,
    comment: str = "",
    as_system: bool = False,
) -> Situation:
    """Everything a decision depends on, read once (two queries at most)."""
    status = standing.bridge.circuit.status.get(subject.status)
    ticks = frozenset(ticks_of(subject)) if status and status.checklist else frozenset()
    latest = latest_actors(subject.id)
    return situated(subject, standing, person, ticks, latest, comment, as_system=as_system)


def situated(
    subject: Subject,
    standing: Standing,
    person: UUID | None,
    ticks: frozenset[str],
    latest: Latest,
    comment: str = "",
    *,
    as_system: bool = False,
) -> Situation:
    """The same from what was read already: one subject, or a chunk of them."""
    return Situation(
        status=subject.status,
        markers=tuple(subject.markers),
        entry=subject.entry_no,
        person=person or "",
        functions=standing.functions,
        stands_in=standing.stands_in,
        as_system=as_system,
        facts=standing.facts,
        guards=standing.guards,
        checks=standing.checks,
        arrivals=standing.arrivals,
        ticks=ticks,
        latest=latest.actors,
        latest_for=latest.principals,
        comment=comment,
    )
