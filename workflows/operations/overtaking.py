"""A step back takes earlier moves back: what they had not sent yet is not sent any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, or_, select

from core.database import session
from core.models import Job
from core.rows import among
from workflows.domain.overtaken import overtaken
from workflows.models import Step
from workflows.operations.acting import KIND

#: Actions a move may have (meta-schema of circuits).
MOST_ACTIONS = 20


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A move that took earlier ones back."""

    step: Step
    gone: tuple[int, ...]


def taken_back(step_ids: Sequence[int]) -> list[TakenBack]:
    """Those of these moves that took others back; what those others still held is let go."""
    steps = [step for step in _steps(step_ids) if _looks_back(step)]
    if not steps:
        return []
    journals: dict[UUID, list[Step]] = {}
    for line in session.scalars(
        select(Step).where(Step.subject_id.in_({step.subject_id for step in steps}))
    ):
        journals.setdefault(line.subject_id, []).append(line)
    found = [TakenBack(step, tuple(overtaken(journals[step.subject_id], step))) for step in steps]
    gone = [number for one in found for number in one.gone]
    if gone:
        session.execute(
            delete(Job).where(among(Job.once, _keys(gone)), Job.done_at.is_(None)),
            execution_options={"synchronize_session": False},
        )
    return [one for one in found if one.gone]


def _keys(step_ids: Sequence[int]) -> list[str]:
    """The keys under which actions of these moves may stand, without reading each circuit."""
    return [f"{KIND}:step:{step}:{number}" for step in step_ids for number in range(MOST_ACTIONS)]


def _steps(step_ids: Sequence[int]) -> list[Step]:
    if len(step_ids) == 1:  # just written: it is at hand
        found = session.get(Step, step_ids[0])
        return [found] if found else []
    back = or_(Step.direction == "back", Step.before["status_kind"].as_string() == "final")
    return list(session.scalars(select(Step).where(Step.id.in_(step_ids), back)))


def _looks_back(step: Step) -> bool:
    return step.direction == "back" or step.before.get("status_kind") == "final"
