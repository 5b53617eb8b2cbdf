"""What a move sends, from the outbox: found again by its keys while it can still be held back."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select

from core.database import session
from core.events import deliveries_of
from core.models import Job
from core.rows import among
from workflows.domain.circuit import Circuit
from workflows.events import Moved
from workflows.models import Step
from workflows.operations import acting


def keys_of(step: Step, circuit: Circuit) -> list[str]:
    """All that the step will send: actions of the circuit, deliveries of its event."""
    transition = circuit.transition.get(step.transition)
    return [*acting.keys_of(step.id, transition), *deliveries_of(Moved, name_of(step.id))]


def name_of(step_id: int) -> str:
    """The name of what is told of a step."""
    return f"step:{step_id}"


def left_already(keys: Collection[str]) -> set[str]:
    """Which of these jobs are done; the others are locked, and will not be begun meanwhile."""
    if not keys:
        return set()
    rows = session.execute(
        select(Job.once, Job.done_at)
        .where(among(Job.once, keys))
        .order_by(Job.id)
        .with_for_update()
    )
    return {str(key) for key, done_at in rows if done_at is not None}


def something_left(keys: Collection[str]) -> bool:
    """Whether any of them is done, for those who only look."""
    done = select(Job.id).where(among(Job.once, keys), Job.done_at.is_not(None))
    return bool(keys) and session.scalar(done.limit(1)) is not None


def hold_back(keys: Iterable[str]) -> None:
    """What has not left never will."""
    session.execute(
        delete(Job).where(among(Job.once, list(keys)), Job.done_at.is_(None)),
        execution_options={"synchronize_session": False},
    )
