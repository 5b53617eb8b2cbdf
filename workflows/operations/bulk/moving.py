"""A chunk of subjects moved together: decided one by one, written in a handful of statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core import clock, jobs
from core.actor import Actor
from core.database import Model
from core.events import announce_all
from core.history import Line, record_all
from core.rows import insert_rows, update_rows
from schemas.domain.conditions import Reason
from workflows.errors import MoveRefused
from workflows.events import Moved
from workflows.models import Step
from workflows.operations import acting
from workflows.operations.bulk import timing
from workflows.operations.bulk.reading import Held, needs_of, read
from workflows.operations.bulk.walking import Act, Made, walk
from workflows.operations.moving import told_of
from workflows.standing import Standing

Lot = Sequence[tuple[Held, Standing]]
#: Columns of the head that a move writes.
HEAD = ("status", "status_kind", "markers", "entered_at", "entry_no", "waiting_functions", "due_at")
More = Callable[[Held], Mapping[str, Any]]


def no_more(_held: Held) -> Mapping[str, Any]:
    """No column beside those of the head."""
    return {}


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one subject."""

    subject_id: UUID
    #: done, refused, changed (somebody else wrote the row meanwhile); undone, late.
    outcome: str
    reasons: tuple[Reason, ...] = ()
    #: Its first step; those behind it are the house's.
    step_id: int | None = None
    version: int | None = None


def move_all(
    actor: Actor,
    key: str,
    lot: Lot,
    table: type[Model],
    *,
    comment: str = "",
    held_until: datetime | None = None,
    more: More = no_more,
    as_system: bool = False,
) -> list[Result]:
    """Move each subject of the lot as `move` would, or say why not; nothing is raised for one.

    `held_until` holds back all that leaves (mails, letters, notices) until the grace is over.
    `more` gives the other columns of the row that follow where the subject has arrived.
    """
    now = clock.now()
    known = read((held.id, needs_of(standing.bridge, key)) for held, standing in lot)
    act = Act(actor, key, comment, now, known, as_system)
    results: list[Result] = []
    walked: list[tuple[Held, Standing, list[Made]]] = []
    seen: dict[UUID, int] = {}
    for held, standing in lot:
        seen[held.id] = held.version
        try:
            walked.append((held, standing, walk(act, held, standing)))
        except MoveRefused as refusal:
            results.append(Result(held.id, "refused", refusal.reasons))
    timers = timing.timers_of([(held, standing) for held, standing, _ in walked])
    written = write_heads(table, [held for held, _, _ in walked], seen, more)
    results += [Result(h.id, "changed") for h, _, _ in walked if h.id not in written]
    walked = [each for each in walked if each[0].id in written]
    steps = journal(walked, now)
    timing.rearm_all([held.id for held, _, _ in walked], timers)
    tell(walked, steps, held_until)
    for held, _, trail in walked:
        first = steps[held.id, trail[0].version]
        results.append(Result(held.id, "done", step_id=first, version=held.version))
    return results


def write_heads(
    table: type[Model], subjects: Iterable[Held], seen: Mapping[UUID, int], more: More
) -> set[UUID]:
    """One `UPDATE … FROM unnest(…) WHERE version = seen`; the ids it returns are ours."""
    rows = [
        {
            "id": held.id,
            "seen": seen[held.id],
            "version": held.version,
            **{name: getattr(held, name) for name in HEAD},
            **more(held),
        }
        for held in subjects
    ]
    match = {"id": "id", "version": "seen"}
    return {row.id for row in update_rows(table, rows, match=match, returning=("id",))}


def journal(
    walked: Sequence[tuple[Held, Standing, list[Made]]], now: datetime
) -> dict[tuple[UUID, int], int]:
    """The steps, then a line of history each; the ids of steps by subject and version."""
    rows = [_step(held, made, now) for held, _, trail in walked for made in trail]
    told = insert_rows(Step, rows, returning=("id", "subject_id", "version"))
    steps = {(row.subject_id, row.version): row.id for row in told}
    kinds: dict[str, list[Line]] = {}
    for held, standing, trail in walked:
        for made in trail:
            step = steps[held.id, made.version]
            facts = told_of(made.move, standing.bridge, step, made.capacity)
            act = f"{standing.kind}.moved"
            line = Line(made.actor, held.id, act, made.version, facts, made.comment)
            kinds.setdefault(standing.kind, []).append(line)
    for kind, lines in kinds.items():
        record_all(kind, lines)
    return steps


def _step(held: Held, made: Made, now: datetime) -> dict[str, Any]:
    principal = made.capacity.principal
    return {
        "subject_id": held.id,
        "transition": made.move.transition.key,
        "from_status": made.move.left,
        "to_status": made.move.to,
        "direction": made.move.direction,
        "function": made.capacity.function,
        "actor_id": made.actor.account_id,
        "actor_name": made.actor.name,
        "principal_id": principal.id if principal else None,
        "principal_name": principal.name if principal else "",
        "comment": made.comment,
        "at": now,
        "version": made.version,
        "before": dict(made.before),
    }


def tell(
    walked: Iterable[tuple[Held, Standing, list[Made]]],
    steps: Mapping[tuple[UUID, int], int],
    until: datetime | None,
) -> None:
    """What the moves cause, from the outbox, once the grace is over."""
    rows: list[dict[str, Any]] = []
    events: list[Moved] = []
    for held, standing, trail in walked:
        for made in trail:
            step, move = steps[held.id, made.version], made.move
            rows += acting.rows_of(standing.kind, held.id, step, move.transition, until)
            events.append(
                Moved(
                    standing.kind,
                    held.id,
                    step,
                    move.transition.key,
                    move.left,
                    move.to,
                    made.actor.account_id,
                )
            )
    jobs.enqueue_many(rows)
    announce_all(events, at=until, once=[f"step:{event.step_id}" for event in events])
