"""Timers of a chunk: those of the statuses left go in one statement, those entered come in one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from core.database import session
from core.rows import among, insert_rows
from workflows.models import Timer
from workflows.operations import arming
from workflows.operations.bulk.reading import Held
from workflows.standing import Standing


def timers_of(
    arrived: Sequence[tuple[Held, Standing]], but: Collection[int] = ()
) -> list[dict[str, Any]]:
    """The timers to arm where each subject has arrived; its deadline is set on the way.

    The steps that lead there need not be written yet; steps `but` are being taken back.
    """
    known = arming.read(arrived, but)
    rows: list[dict[str, Any]] = []
    for held, standing in arrived:
        own = arming.armed(held, standing, known)
        held.due_at = arming.shown(held, own, known)
        rows += own
    return rows


def rearm_all(subject_ids: Sequence[UUID], timers: Sequence[dict[str, Any]]) -> None:
    """Forget what was armed, write what is to be."""
    if not subject_ids:
        return
    session.execute(
        delete(Timer).where(among(Timer.subject_id, subject_ids), Timer.fired_at.is_(None)),
        execution_options={"synchronize_session": False},
    )
    ours = set(subject_ids)
    insert_rows(Timer, [row for row in timers if row["subject_id"] in ours], skip=True)
