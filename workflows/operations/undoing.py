"""Taking a move back within its grace, while its messages are still held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Conflict
from core.events import announce
from core.history import record
from core.i18n import _l
from workflows import queries
from workflows.domain.circuit import SYSTEM, Circuit, Kind
from workflows.domain.grace import grace_of
from workflows.events import MoveUndone
from workflows.models import Step
from workflows.operations import moving, timing
from workflows.operations.forgetting import forget_after
from workflows.operations.held import hold_back, keys_of, left_already, something_left
from workflows.standing import Standing, Subject


class TooLate(Conflict):
    """The grace is over, or something has happened since."""

    code = "undo-too-late"
    message = _l("Cette action ne peut plus être annulée. Vous pouvez faire reculer la demande.")


def undoable_until(step: Step, standing: Standing) -> datetime | None:
    """Until when this step may be taken back; None when it may not.

    Handing a request in is not taken back: it has its number.
    """
    transition = standing.bridge.circuit.transition.get(step.transition)
    if transition is None or not transition.undo or step.undone_at is not None:
        return None
    if step.before.get("status_kind") == Kind.DRAFT:
        return None
    until = step.at + grace_of(transition)
    return until if until > clock.now() else None


def offered_to(actor: Actor, subject: Subject, standing: Standing) -> tuple[Step, datetime] | None:
    """The move this person may take back now, and until when."""
    chain: list[Step] = []
    for step in queries.steps_of(subject.id):
        if step.undone_at is not None:
            continue
        chain.insert(0, step)
        if not _by_itself(step, standing.bridge.circuit):
            break
    circuit = standing.bridge.circuit
    until = undoable_until(chain[0], standing) if chain else None
    if until is None or not _untouched(actor, subject, chain, circuit):
        return None
    # a hurried worker, a clock ahead of ours: what has left is not called back
    if something_left([key for step in chain for key in keys_of(step, circuit)]):
        return None
    return chain[0], until


def undo(actor: Actor, subject: Subject, step_id: int, standing: Standing) -> None:
    """Restore the head as it was before the step: only its author, only if nothing came after.

    What the house did by itself behind the move goes with it.
    """
    circuit = standing.bridge.circuit
    steps = _from(subject, step_id)
    if not steps or steps[0].id != step_id or undoable_until(steps[0], standing) is None:
        raise TooLate
    if not _untouched(actor, subject, steps, circuit):
        raise TooLate
    keys = [key for step in steps for key in keys_of(step, circuit)]
    if left_already(keys):
        raise TooLate
    first = steps[0]
    before = dict(first.before)
    entered = before.pop("entered_at")
    moving.write_head(
        subject,
        standing.bridge,
        {
            **before,
            "entered_at": datetime.fromisoformat(entered) if entered else None,
            "version": subject.version + 1,
        },
    )
    for step in steps:
        step.undone_at = clock.now()
    hold_back(keys)
    forget_after({subject.id: subject.entry_no})
    timing.rearm(subject, standing)
    record(
        actor,
        standing.kind,
        subject.id,
        f"{standing.kind}.move-undone",
        version=subject.version,
        facts={
            "transition": first.transition,
            "label": circuit.transition[first.transition].label,
            "step": first.id,
        },
    )
    for step in steps:
        announce(MoveUndone(standing.kind, subject.id, step.id, actor.account_id))


def _from(subject: Subject, step_id: int) -> Sequence[Step]:
    return session.scalars(
        select(Step)
        .where(Step.subject_id == subject.id, Step.id >= step_id, Step.undone_at.is_(None))
        .order_by(Step.id)
        .with_for_update()
    ).all()


def _untouched(actor: Actor, subject: Subject, steps: Sequence[Step], circuit: Circuit) -> bool:
    """Mine, and nobody has moved it, voted or changed its answers since."""
    if steps[0].actor_id is None or steps[0].actor_id != actor.account_id:
        return False
    if steps[-1].version != subject.version:
        return False
    if not all(_by_itself(step, circuit) for step in steps[1:]):
        return False
    return all(vote.entry_no != subject.entry_no for vote in queries.votes_of(subject.id))


def _by_itself(step: Step, circuit: Circuit) -> bool:
    """A move of the house right behind another one: out of an automatic status, or of visas that
    earlier rounds had carried. What a timer fires later is none."""
    if step.function != SYSTEM or step.actor_id is not None:
        return False
    status = circuit.status.get(step.from_status)
    if status is None:
        return False
    carried = status.parallel is not None and status.parallel.keep_if_unchanged
    return status.kind is Kind.AUTOMATIC or (
        carried and status.parallel is not None and step.transition == status.parallel.accept
    )
