"""Timers of a chunk: those of the statuses left go in one statement, those entered come in one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from core import clock
from core.database import session
from core.ids import uuid7
from core.rows import among, insert_rows
from workflows.domain.deadlines import Anchors, due
from workflows.models import Step, Timer
from workflows.operations.bulk.reading import Held
from workflows.standing import Standing


def timers_of(arrived: Sequence[tuple[Held, Standing]]) -> list[dict[str, Any]]:
    """The timers to arm where each subject has arrived; its deadline is set on the way.

    The step that leads there is not written yet, hence `min` with now.
    """
    waiting = [
        (held, standing, timers)
        for held, standing in arrived
        if (timers := standing.bridge.circuit.timers_in(held.status))
    ]
    first = _first_arrivals(
        [h for h, _, timers in waiting if any(t.anchor == "first-arrival" for t in timers)]
    )
    fired = _fired([held for held, _, _ in waiting])
    kept: dict[Any, datetime] = {}
    rows: list[dict[str, Any]] = []
    for held, _ in arrived:
        held.due_at = None
    for held, standing, timers in waiting:
        entered = held.entered_at or clock.now()
        begun = min(first.get((held.id, held.status), entered), entered)
        anchors = Anchors(entered, begun, standing.submitted_at)
        passed, running = [], []
        for timer in timers:
            same = (id(standing.calendars), id(timer), anchors.of(timer.anchor))
            if same not in kept:
                kept[same] = due(timer, anchors, standing.calendars)
            if (held.id, timer.key, held.entry_no) in fired:  # a move taken back
                passed.append(kept[same])
                continue
            running.append(kept[same])
            rows.append(_row(held, standing.kind, timer.key, kept[same]))
        held.due_at = min(running, default=max(passed, default=None))
    return rows


def _row(held: Held, kind: str, key: str, due_at: datetime) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "subject_kind": kind,
        "subject_id": held.id,
        "key": key,
        "entry_no": held.entry_no,
        "due_at": due_at,
    }


def _fired(subjects: Sequence[Held]) -> set[tuple[UUID, str, int]]:
    if not subjects:
        return set()
    rows = session.execute(
        select(Timer.subject_id, Timer.key, Timer.entry_no).where(
            among(Timer.subject_id, [held.id for held in subjects]), Timer.fired_at.is_not(None)
        )
    )
    return {(row.subject_id, row.key, row.entry_no) for row in rows}


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


def _first_arrivals(subjects: Sequence[Held]) -> dict[tuple[UUID, str], datetime]:
    if not subjects:
        return {}
    rows = session.execute(
        select(Step.subject_id, Step.to_status, func.min(Step.at))
        .where(among(Step.subject_id, [held.id for held in subjects]))
        .group_by(Step.subject_id, Step.to_status)
    )
    return {(subject, status): at for subject, status, at in rows}
