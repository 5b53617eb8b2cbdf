"""A chunk of moves taken back together, each as it would be alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from core import clock
from core.actor import Actor
from core.database import Model, session
from core.events import announce_all
from core.history import Line, record_all
from core.rows import among
from workflows.events import MoveUndone
from workflows.models import Step, Vote
from workflows.operations.bulk import timing
from workflows.operations.bulk.moving import More, Result, no_more, write_heads
from workflows.operations.bulk.reading import Held
from workflows.operations.forgetting import forget_after
from workflows.operations.held import hold_back, keys_of, left_already
from workflows.standing import Standing


def undo_all(
    actor: Actor,
    lot: Sequence[tuple[Held, Standing]],
    made: Mapping[UUID, tuple[int, int]],
    table: type[Model],
    *,
    more: More = no_more,
) -> list[Result]:
    """Restore each head as it was before its first step, with the deadlines of that place.

    `made` is subject → (id of the first step, version the bulk act left). Those touched since stay
    as they are ("changed"), as do those one of whose messages has left ("late").
    """
    steps = steps_from({held.id: made[held.id][0] for held, _ in lot})
    voted = _voted_since(lot)
    untouched = [
        (held, standing)
        for held, standing in lot
        if held.version == made[held.id][1] and held.id not in voted and steps.get(held.id)
    ]
    kept = {held.id for held, _ in untouched}
    results = [Result(held.id, "changed") for held, _ in lot if held.id not in kept]
    keys = {
        held.id: [key for step in steps[held.id] for key in keys_of(step, standing.bridge.circuit)]
        for held, standing in untouched
    }
    left = left_already([key for each in keys.values() for key in each])
    late = {subject for subject, each in keys.items() if left & set(each)}
    results += [Result(subject, "late") for subject in late]
    back = [(held, standing) for held, standing in untouched if held.id not in late]
    seen = {held.id: held.version for held, _ in back}
    for held, _ in back:
        restore(held, steps[held.id][0].before)
    forget_after({held.id: held.entry_no for held, _ in back})
    timers = timing.timers_of(back, [step.id for held, _ in back for step in steps[held.id]])
    written = write_heads(table, [held for held, _ in back], seen, more)
    back = [(held, standing) for held, standing in back if held.id in written]
    strike([step.id for held, _ in back for step in steps[held.id]])
    hold_back([key for held, _ in back for key in keys[held.id]])
    timing.rearm_all([held.id for held, _ in back], timers)
    _write_down(actor, back, steps)
    results += [Result(held.id, "undone", version=held.version) for held, _ in back]
    return results


def steps_from(first: Mapping[UUID, int]) -> dict[UUID, list[Step]]:
    found: dict[UUID, list[Step]] = defaultdict(list)
    if not first:
        return found
    for step in session.scalars(
        select(Step)
        .where(among(Step.subject_id, first), Step.id >= min(first.values()))
        .order_by(Step.id)
    ):
        if step.id >= first[step.subject_id] and step.undone_at is None:
            found[step.subject_id].append(step)
    return found


def _voted_since(lot: Sequence[tuple[Held, Standing]]) -> set[UUID]:
    """Subjects on which somebody has given a visa where the act brought them."""
    rows = session.execute(
        select(Vote.subject_id, Vote.entry_no).where(
            among(Vote.subject_id, [held.id for held, _ in lot]), Vote.dropped_at.is_(None)
        )
    )
    entries = {held.id: held.entry_no for held, _ in lot}
    return {subject for subject, entry in rows if entries[subject] == entry}


def restore(held: Held, before: Mapping[str, Any]) -> None:
    held.status, held.status_kind = before["status"], before["status_kind"]
    held.markers = list(before["markers"])
    held.waiting_functions = list(before["waiting_functions"])
    held.entry_no = before["entry_no"]
    entered = before["entered_at"]
    held.entered_at = datetime.fromisoformat(entered) if entered else None
    held.version += 1


def strike(step_ids: Collection[int]) -> None:
    session.execute(
        update(Step).where(among(Step.id, step_ids)).values(undone_at=clock.now()),
        execution_options={"synchronize_session": False},
    )


def _write_down(
    actor: Actor,
    back: Sequence[tuple[Held, Standing]],
    steps: Mapping[UUID, Sequence[Step]],
) -> None:
    kinds: dict[str, list[Line]] = defaultdict(list)
    events = []
    for held, standing in back:
        first = steps[held.id][0]
        transition = standing.bridge.circuit.transition[first.transition]
        told = {"transition": first.transition, "label": transition.label, "step": first.id}
        act = f"{standing.kind}.move-undone"
        kinds[standing.kind].append(Line(actor, held.id, act, held.version, told))
        events += [
            MoveUndone(standing.kind, held.id, step.id, actor.account_id) for step in steps[held.id]
        ]
    for kind, lines in kinds.items():
        record_all(kind, lines)
    announce_all(events)
