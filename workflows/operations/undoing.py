"""Taking a move back within its grace, while its messages are still held."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Conflict
from core.events import announce
from core.history import record
from core.i18n import _l
from workflows.domain.grace import grace_of
from workflows.events import MoveUndone
from workflows.models import Step
from workflows.operations import acting, moving, timing
from workflows.standing import Standing, Subject


class TooLate(Conflict):
    """The grace is over, or something has happened since."""

    code = "undo-too-late"
    message = _l("Cette action ne peut plus être annulée. Vous pouvez faire reculer la demande.")


def undoable_until(step: Step, standing: Standing) -> datetime | None:
    """Until when this step may be taken back; None when it may not."""
    transition = standing.bridge.circuit.transition.get(step.transition)
    if transition is None or not transition.undo or step.undone_at is not None:
        return None
    until = step.at + grace_of(transition)
    return until if until > clock.now() else None


def undo(actor: Actor, subject: Subject, step_id: int, standing: Standing) -> None:
    """Restore the head as it was before the step: only its author, only if nothing came after."""
    step = session.scalar(
        select(Step).where(Step.id == step_id, Step.subject_id == subject.id).with_for_update()
    )
    if step is None or undoable_until(step, standing) is None:
        raise TooLate
    if step.actor_id != actor.account_id or step.version != subject.version:
        raise TooLate
    before = dict(step.before)
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
    step.undone_at = clock.now()
    acting.hold_back(step)
    timing.rearm(subject, standing)
    transition = standing.bridge.circuit.transition[step.transition]
    record(
        actor,
        standing.kind,
        subject.id,
        f"{standing.kind}.move-undone",
        version=subject.version,
        facts={"transition": step.transition, "label": transition.label, "step": step.id},
    )
    announce(MoveUndone(standing.kind, subject.id, step.id, actor.account_id))
