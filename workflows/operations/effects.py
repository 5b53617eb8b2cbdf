"""What timers that are due cause: messages at their pace, moves by the lot, the next turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from core import clock, jobs, pacing
from core.actor import HOUSE
from core.database import session
from core.rows import among, insert_rows, update_rows
from workflows.domain.circuit import Timer as Meant
from workflows.models import Timer
from workflows.operations import acting, arming
from workflows.operations.bulk import Held, move_all
from workflows.operations.silence import said_of
from workflows.standing import Standing, SubjectSource


@dataclass(frozen=True, slots=True)
class Due:
    """A timer that has its say now."""

    row: Timer
    held: Held
    standing: Standing
    meant: Meant


def carry_out(source: SubjectSource, due: Sequence[Due]) -> None:
    """All that these timers cause; a move the circuit does not allow any more is let be."""
    _strike(due)
    _act(due)
    still = [each for each in due if not each.meant.fire]
    for (key, comment), lot in _by_move(each for each in due if each.meant.fire).items():
        heads = {each.held.id: copy(each.held) for each in lot}
        standings = source.standings(list(heads.values()), key)
        results = move_all(
            HOUSE,
            key,
            [(heads[subject], standings[subject]) for subject in heads],
            source.table,
            comment=comment,
            more=source.more,
            as_system=True,
        )
        moved = {result.subject_id for result in results if result.outcome == "done"}
        still += [each for each in lot if each.held.id not in moved]
    _go_on(source, still)


def _by_move(due: Iterable[Due]) -> dict[tuple[str, str], list[Due]]:
    lots: dict[tuple[str, str], list[Due]] = defaultdict(list)
    for each in due:
        lots[each.meant.fire, said_of(each.meant, each.row.due_at, each.standing)].append(each)
    return lots


def _strike(due: Sequence[Due]) -> None:
    session.execute(
        update(Timer)
        .where(among(Timer.id, [each.row.id for each in due]))
        .values(fired_at=clock.now()),
        execution_options={"synchronize_session": False},
    )


def _act(due: Sequence[Due]) -> None:
    """The actions in the order of the deadlines, each under a key of its own, at the pace of the
    house; one that writes mails keeps that pace when they leave."""
    asked = [(each, n, action) for each in due for n, action in enumerate(each.meant.actions)]
    own = [acting.paces_itself(each.row.subject_kind, action) for each, _n, action in asked]
    moments = pacing.moments(own.count(False))
    leaves = [None if paced else next(moments) for paced in own]
    rows = [
        acting.row_of(
            each.row.subject_kind,
            each.held.id,
            None,
            action,
            f"timer:{each.row.id}:{number}",
            at,
        )
        for (each, number, action), at in zip(asked, leaves, strict=True)
    ]
    if rows:
        jobs.enqueue_many(rows)


def _go_on(source: SubjectSource, due: Sequence[Due]) -> None:
    """Where nothing moved: what comes back is armed again, and the next deadline is shown."""
    if not due:
        return
    known = arming.read([(each.held, each.standing) for each in due])
    turns = [
        arming.following(each.row, each.meant, each.held, each.standing, known) for each in due
    ]
    insert_rows(Timer, [row for row in turns if row is not None], skip=True)
    ahead = _ahead([each.held.id for each in due])
    rows = [{"id": subject, "due_at": at} for subject, at in ahead.items()]
    update_rows(source.table, rows, match={"id": "id"})


def _ahead(subject_ids: Sequence[UUID]) -> Mapping[UUID, datetime]:
    rows = session.execute(
        select(Timer.subject_id, func.min(Timer.due_at))
        .where(among(Timer.subject_id, subject_ids), Timer.fired_at.is_(None))
        .group_by(Timer.subject_id)
    )
    return {subject: at for subject, at in rows}  # noqa: C416 – a row is no pair for dict()
