"""A move: one transaction, the head under its version, one step, timers, actions to come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from core import clock
from core.actor import HOUSE, Actor
from core.database import session
from core.events import announce_all
from core.history import record
from workflows import bridge as machines
from workflows import queries
from workflows.bridge import Bridge, Move
from workflows.domain.circuit import SYSTEM, Transition
from workflows.domain.decision import Situation, acting_as
from workflows.domain.standing_in import Capacity
from workflows.domain.votes import Round, tally
from workflows.events import Moved
from workflows.models import Step
from workflows.operations import acting, timing
from workflows.operations.stale import Stale, changes_since, refuse_if_stale
from workflows.operations.turns import awaited
from workflows.standing import Standing, Subject

BY_ITSELF = Capacity(SYSTEM)


def submit(actor: Actor, subject: Subject, standing: Standing) -> Step:
    """Make the one move that leaves the draft status, whatever its key."""
    transition = standing.bridge.circuit.submission(subject.status)
    return move(actor, subject, transition.key, standing)


def move(
    actor: Actor,
    subject: Subject,
    key: str,
    standing: Standing,
    *,
    comment: str = "",
    expected_version: int | None = None,
    as_system: bool = False,
) -> Step:
    """Move the subject, or refuse and write nothing (`MoveRefused`, `Stale`).

    Returns the step; automatic statuses reached on the way are left at once.
    """
    refuse_if_stale(subject, standing, expected_version)
    held = acting.held_until(standing.bridge.circuit.transition.get(key))
    step = _one(actor, subject, key, standing, held, comment=comment, as_system=as_system)
    _go_on(subject, standing, held)
    return step


def _one(
    actor: Actor,
    subject: Subject,
    key: str,
    standing: Standing,
    held: datetime | None,
    *,
    comment: str,
    as_system: bool,
) -> Step:
    situation = queries.situation_of(
        subject, standing, actor.account_id, comment=comment, as_system=as_system
    )
    light = machines.Subject(subject.status, tuple(subject.markers))
    made = standing.bridge.fire(light, key, situation)
    before = head_before(subject)
    _write_head(subject, standing, made)
    capacity = BY_ITSELF if as_system else capacity_used(made.transition, situation)
    said = comment.strip() or None
    step = _journal(actor, subject, made, standing, before, said, capacity=capacity)
    timing.rearm(subject, standing)
    acting.schedule(standing.kind, subject.id, step, made.transition, held)
    moved = Moved(standing.kind, subject.id, step.id, key, made.left, made.to, actor.account_id)
    announce_all([moved], at=held, once=[f"step:{step.id}"])
    return step


def head_before(subject: Subject) -> dict[str, Any]:
    """The head as a step keeps it, to restore it."""
    return {
        "status": subject.status,
        "status_kind": subject.status_kind,
        "markers": list(subject.markers),
        "entry_no": subject.entry_no,
        "entered_at": subject.entered_at.isoformat() if subject.entered_at else None,
        "waiting_functions": list(subject.waiting_functions or []),
    }


def _write_head(subject: Subject, standing: Standing, made: Move) -> None:
    """The head, only if nobody else wrote it meanwhile."""
    bridge = standing.bridge
    status = bridge.circuit.status[made.to]
    kept = status.parallel is not None and status.parallel.keep_if_unchanged
    cast = queries.ballots(queries.votes_of(subject.id)) if kept else ()
    arriving = Round(subject.entry_no + 1, standing.answers_sha256)
    values: dict[str, Any] = {
        "status": made.to,
        "status_kind": status.kind.value,
        "markers": list(made.markers),
        "entered_at": clock.now(),
        "entry_no": subject.entry_no + 1,
        "waiting_functions": awaited(bridge.circuit, made.to, cast, arriving),
        "version": subject.version + 1,
    }
    write_head(subject, bridge, values)


def write_head(subject: Subject, bridge: Bridge, values: dict[str, Any]) -> None:
    """`UPDATE … WHERE version = :seen`; 0 rows = somebody was faster."""
    table: Any = type(subject)
    seen = subject.version
    written = session.execute(
        update(table)
        .where(table.id == subject.id, table.version == seen)
        .values(**values)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if written is None:
        raise Stale(changes=changes_since(subject, bridge, seen))
    session.refresh(subject)


def _journal(
    actor: Actor,
    subject: Subject,
    made: Move,
    standing: Standing,
    before: dict[str, Any],
    comment: str | None,
    *,
    capacity: Capacity,
) -> Step:
    principal: Any = capacity.principal
    step = Step(
        subject_id=subject.id,
        transition=made.transition.key,
        from_status=made.left,
        to_status=made.to,
        direction=made.direction,
        function=capacity.function,
        actor_id=actor.account_id,
        actor_name=actor.name,
        principal_id=principal.id if principal else None,
        principal_name=principal.name if principal else "",
        comment=comment,
        at=clock.now(),
        version=subject.version,
        before=before,
    )
    session.add(step)
    session.flush()  # the event and the actions name the step
    record(
        actor,
        standing.kind,
        subject.id,
        f"{standing.kind}.moved",
        version=subject.version,
        facts=told_of(made, standing.bridge, step.id, capacity),
        reason=comment,
    )
    return step


def told_of(
    made: Move, bridge: Bridge, step_id: int, capacity: Capacity = BY_ITSELF
) -> dict[str, Any]:
    """What history tells of a move."""
    circuit = bridge.circuit
    return {
        "transition": made.transition.key,
        "label": made.transition.label,
        "from": circuit.status[made.left].label,
        "to": circuit.status[made.to].label,
        "step": step_id,
        **told_for(capacity),
    }


def told_for(capacity: Capacity) -> dict[str, Any]:
    """In whose place somebody acted, for history; nothing in their own right."""
    return {"for": capacity.principal.name} if capacity.principal else {}


def capacity_used(transition: Transition, situation: Situation) -> Capacity:
    """The function under which a person acted, and for whom: their own right first."""
    return acting_as(transition, situation) or Capacity("")


def _go_on(subject: Subject, standing: Standing, held: datetime | None) -> None:
    """Leave automatic statuses, and a vote already carried by earlier rounds."""
    for _ in range(standing.bridge.circuit.most_by_itself):
        situation = queries.situation_of(subject, standing, None, as_system=True)
        key = standing.bridge.next_automatic(situation) or _carried(subject, standing)
        if key is None:
            return
        _one(HOUSE, subject, key, standing, held, comment="", as_system=True)


def _carried(subject: Subject, standing: Standing) -> str | None:
    parallel = standing.bridge.circuit.status[subject.status].parallel
    if parallel is None or not parallel.keep_if_unchanged:
        return None
    cast = queries.ballots(queries.votes_of(subject.id))
    return tally(parallel, cast, queries.round_of(subject, standing)).transition or None
