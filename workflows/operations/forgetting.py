"""A stay that was taken back never was: what belonged to it must not count in the next one.

Entry numbers are given again after an undo; a tick, a vote or a timer that had fired under the
number of the undone stay would otherwise be those of another status.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Uuid, delete, func, literal, update

from core import clock
from core.database import session
from workflows.models import Tick, Timer, Vote


def forget_after(entries: Mapping[UUID, int]) -> None:
    """Of each subject, forget what belongs to stays after its `entry`; its votes are kept for
    history, and count no more."""
    if not entries:
        return
    given: Any = (
        func.unnest(
            literal(list(entries), ARRAY(Uuid)), literal(list(entries.values()), ARRAY(Integer))
        )
        .table_valued("subject", "entry", name="given")
        .render_derived()
    )
    quietly = {"synchronize_session": False}
    for table in (Tick, Timer):
        session.execute(
            delete(table).where(
                table.subject_id == given.c.subject, table.entry_no > given.c.entry
            ),
            execution_options=quietly,
        )
    session.execute(
        update(Vote)
        .where(
            Vote.subject_id == given.c.subject,
            Vote.entry_no > given.c.entry,
            Vote.dropped_at.is_(None),
        )
        .values(dropped_at=clock.now()),
        execution_options=quietly,
    )
