"""Rehearsals and runs over circuits: the door to one, its requests through the query gate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import load_only

from catalogue.models import Request
from catalogue.queries.gate import reachable
from catalogue.queries.requests import LIST_COLUMNS
from catalogue.remap_models import RemapItem, RemapRun
from core.actor import Actor
from core.database import session
from core.errors import NotFound

PAGE = 50
_LIGHT = (
    RemapItem.seq,
    RemapItem.request_id,
    RemapItem.version,
    RemapItem.from_version_id,
    RemapItem.status,
    RemapItem.step_id,
    RemapItem.left_version,
    RemapItem.before,
)


def taken(run_id: UUID) -> RemapRun | None:
    """The run, its row held, as it stands in the database now."""
    return session.scalar(
        select(RemapRun)
        .where(RemapRun.id == run_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def run_for(workflow_key: str, run_id: UUID, *, lock: bool = False) -> RemapRun:
    """A run of this circuit; whoever asks has shown that circuits are his affair."""
    run = taken(run_id) if lock else session.get(RemapRun, run_id)
    if run is None or run.workflow_key != workflow_key:
        raise NotFound
    return run


def rehearsal_of(workflow_key: str) -> RemapRun | None:
    """The latest rehearsal."""
    return session.scalar(
        select(RemapRun)
        .where(RemapRun.workflow_key == workflow_key, RemapRun.mode == "rehearsal")
        .order_by(RemapRun.id.desc())
        .limit(1)
    )


def runs_of(workflow_key: str, limit: int = 20) -> list[RemapRun]:
    """What was carried over, newest first."""
    return list(
        session.scalars(
            select(RemapRun)
            .where(RemapRun.workflow_key == workflow_key, RemapRun.mode != "rehearsal")
            .order_by(RemapRun.id.desc())
            .limit(limit)
        )
    )


def next_items(run_id: UUID, after: int, limit: int, outcome: str | None = None) -> Sequence[Any]:
    """The next requests of a run, in the order in which they were frozen."""
    query = select(*_LIGHT).where(RemapItem.run_id == run_id, RemapItem.seq > after)
    if outcome is not None:
        query = query.where(RemapItem.outcome == outcome)
    return session.execute(query.order_by(RemapItem.seq).limit(limit)).all()


def _listed(run: RemapRun, group: str) -> ColumnElement[bool]:
    """`outcome:done`, `flag:votes`, `status:controle`."""
    what, _colon, value = group.partition(":")
    clause: ColumnElement[bool] = RemapItem.run_id == run.id
    if what == "outcome":
        return clause & (RemapItem.outcome == value)
    if what == "status":
        return clause & (RemapItem.status == value) & RemapItem.flags.contains(["removed"])
    return clause & RemapItem.flags.contains([value])


def requests_of(
    actor: Actor, run: RemapRun, group: str, after: int = 0
) -> tuple[list[tuple[RemapItem, Request]], int | None, int]:
    """Requests of a group that this person may process, where the next page begins, and how many
    of them there are."""
    query = (
        select(RemapItem, Request)
        .join(Request, Request.id == RemapItem.request_id)
        .options(load_only(*LIST_COLUMNS))
        .where(_listed(run, group), reachable(actor))
    )
    page = query.where(RemapItem.seq > after).order_by(RemapItem.seq).limit(PAGE + 1)
    rows = session.execute(page).all()
    found = [(row[0], row[1]) for row in rows[:PAGE]]
    mine = query.with_only_columns(RemapItem.seq).subquery()
    count = session.scalar(select(func.count()).select_from(mine)) or 0
    return found, (found[-1][0].seq if len(rows) > PAGE else None), count


def outcomes_of(run: RemapRun) -> dict[str, int]:
    """Outcome → how many, as it stands now (some are placed by hand since)."""
    rows = session.execute(
        select(RemapItem.outcome, func.count())
        .where(RemapItem.run_id == run.id)
        .group_by(RemapItem.outcome)
    )
    return {row[0]: row[1] for row in rows}


def ask_no_more(run: RemapRun) -> None:
    """The run was taken back: its questions with it."""
    session.execute(
        update(RemapItem)
        .where(RemapItem.run_id == run.id, RemapItem.outcome == "asked")
        .values(outcome="undone"),
        execution_options={"synchronize_session": False},
    )
