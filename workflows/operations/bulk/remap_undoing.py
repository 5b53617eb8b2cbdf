"""A chunk of subjects put back on the version of their circuit they were carried away from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.actor import Actor
from core.database import Model, session
from core.events import announce_all
from core.history import Line, record_all
from core.rows import among
from workflows.domain.remap import REMAP
from workflows.events import MoveUndone
from workflows.models import Vote
from workflows.operations.bulk import timing
from workflows.operations.bulk.moving import More, Result, write_heads
from workflows.operations.bulk.reading import Held
from workflows.operations.bulk.remapping import drop_votes
from workflows.operations.bulk.undoing import restore, steps_from, strike
from workflows.operations.forgetting import forget_after
from workflows.operations.held import hold_back, keys_of, left_already
from workflows.standing import Standing


@dataclass(frozen=True, slots=True)
class Back:
    """One subject to put back."""

    held: Held
    #: Under the circuit it runs on now, and under the one it goes back to.
    now: Standing
    then: Standing
    step_id: int
    left_version: int
    #: When it was carried over: a vote cast since keeps it where it is.
    at: datetime
    #: Votes that count again.
    votes: Collection[UUID]
    #: Keys of jobs that tell of it, beside those of the moves behind it.
    jobs: Collection[str] = ()


def back_all(
    actor: Actor,
    lot: Sequence[Back],
    table: type[Model],
    facts: Mapping[str, Any],
    *,
    more: More,
) -> list[Result]:
    """Restore each head as it was; touched since ("changed") or told already ("late"): kept."""
    steps = steps_from({each.held.id: each.step_id for each in lot})
    voted = _voted_since(lot)
    results: list[Result] = []
    keys: dict[UUID, list[str]] = {}
    for each in lot:
        subject = each.held.id
        if each.held.version != each.left_version or subject in voted or not steps.get(subject):
            results.append(Result(subject, "changed"))
            continue
        moves = [step for step in steps[subject] if step.transition != REMAP]
        keys[subject] = [
            *each.jobs,
            *(k for step in moves for k in keys_of(step, each.now.bridge.circuit)),
        ]
    left = left_already([key for some in keys.values() for key in some])
    late = {subject for subject, some in keys.items() if left & set(some)}
    results += [Result(subject, "late") for subject in late]
    back = [each for each in lot if each.held.id in keys and each.held.id not in late]
    seen = {each.held.id: each.held.version for each in back}
    for each in back:
        restore(each.held, steps[each.held.id][0].before)
    forget_after({each.held.id: each.held.entry_no for each in back})
    timers = timing.timers_of([(each.held, each.then) for each in back])
    written = write_heads(table, [each.held for each in back], seen, more)
    back = [each for each in back if each.held.id in written]
    strike([step.id for each in back for step in steps[each.held.id]])
    hold_back([key for each in back for key in keys[each.held.id]])
    drop_votes([vote for each in back for vote in each.votes], None)
    timing.rearm_all([each.held.id for each in back], timers)
    lines: dict[str, list[Line]] = defaultdict(list)
    for each in back:
        kind = each.then.kind
        line = Line(actor, each.held.id, f"{kind}.remap-undone", each.held.version, facts)
        lines[kind].append(line)
    for kind, some in lines.items():
        record_all(kind, some)
    announce_all(
        [
            MoveUndone(each.then.kind, each.held.id, step.id, actor.account_id)
            for each in back
            for step in steps[each.held.id]
        ]
    )
    return [*results, *(Result(e.held.id, "undone", version=e.held.version) for e in back)]


def _voted_since(lot: Sequence[Back]) -> set[UUID]:
    at = {each.held.id: each.at for each in lot}
    rows = session.execute(
        select(Vote.subject_id, Vote.at).where(
            among(Vote.subject_id, list(at)), Vote.dropped_at.is_(None)
        )
    )
    return {subject for subject, cast in rows if cast > at[subject]}
