"""What a move causes: run from the outbox once its grace is over, by whoever registered it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from core import clock, jobs
from core.contributions import one_of
from core.database import session
from workflows import queries
from workflows.domain.circuit import Action, Transition
from workflows.domain.grace import grace_of
from workflows.models import Step

POINT = "workflows.actions"
KIND = "workflows.action"


class ActionRunner(Protocol):
    """Does one kind of action: notify, document, assign… Must bear being run twice."""

    key: str
    # Optional: `paces_itself`, whether what it sends keeps the pace of the house by itself.

    def run(
        self,
        subject_kind: str,
        subject_id: UUID,
        step: Step,
        settings: Mapping[str, Any],
        once: str,
    ) -> None:
        """Do it. `once` is a key that stays the same at each try."""


def schedule(
    subject_kind: str,
    subject_id: UUID,
    step: Step,
    transition: Transition,
    held: datetime | None = None,
) -> None:
    """Write one job per action, held until the move can no longer be taken back: this one, or the
    one it follows by itself."""
    at = max(filter(None, (held_until(transition), held)), default=None)
    for number, action in enumerate(transition.actions):
        enqueue(subject_kind, subject_id, step.id, action, f"step:{step.id}:{number}", at)


def held_until(transition: Transition | None) -> datetime | None:
    """Until when all that a move sends waits: as long as it may be taken back."""
    grace = grace_of(transition) if transition is not None else None
    return clock.now() + grace if grace else None


def enqueue(
    subject_kind: str, subject_id: UUID, step_id: int | None, action: Action, once: str, at: Any
) -> None:
    """Write the job of one action."""
    jobs.enqueue_many([row_of(subject_kind, subject_id, step_id, action, once, at)])


def rows_of(
    subject_kind: str, subject_id: UUID, step_id: int, transition: Transition, at: Any
) -> Iterator[dict[str, Any]]:
    """The jobs of a move, to be written with those of many."""
    for number, action in enumerate(transition.actions):
        yield row_of(subject_kind, subject_id, step_id, action, f"step:{step_id}:{number}", at)


def keys_of(step_id: int, transition: Transition | None) -> list[str]:
    """The keys under which the jobs of a move stand."""
    actions = transition.actions if transition else ()
    return [f"{KIND}:step:{step_id}:{number}" for number in range(len(actions))]


def row_of(
    subject_kind: str, subject_id: UUID, step_id: int | None, action: Action, once: str, at: Any
) -> dict[str, Any]:
    """The job of one action, as `jobs.enqueue_many` takes it."""
    args = {
        "subject_kind": subject_kind,
        "subject_id": str(subject_id),
        "step": step_id,
        "do": action.do,
        "settings": dict(action.settings),
        "once": once,
    }
    return {"kind": KIND, "args": args, "once": f"{KIND}:{once}", "at": at}


def paces_itself(subject_kind: str, action: Action) -> bool:
    """Whether whoever does this minds the pace of what leaves by itself."""
    return bool(getattr(_runner(subject_kind, action.do), "paces_itself", False))


def _runner(subject_kind: str, do: str) -> ActionRunner | None:
    """A room may do by itself what another does for its own subjects: « change.notify »."""
    found: ActionRunner | None = one_of(POINT, f"{subject_kind}.{do}") or one_of(POINT, do)
    return found


def run(job: jobs.Taken) -> None:
    """Runner of the kind `workflows.action`."""
    args = job.args
    runner = _runner(args["subject_kind"], args["do"])
    if runner is None:
        message = f"no action called {args['do']}"
        raise LookupError(message)
    subject_id = UUID(args["subject_id"])
    step = session.get(Step, args["step"]) if args["step"] else None
    if step is None:
        found = queries.steps_of(subject_id, 1)
        step = found[0] if found else None
    if step is None or step.undone_at is not None:
        return
    runner.run(args["subject_kind"], subject_id, step, args["settings"], args["once"])
