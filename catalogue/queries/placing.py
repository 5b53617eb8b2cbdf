"""Requests that somebody is asked to place by hand, since their circuit was published anew."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import load_only

from catalogue.models import Request
from catalogue.remap_models import RemapItem, RemapRun
from core.database import session

#: What says who processes a request.
LIGHT = (
    Request.id,
    Request.service_key,
    Request.service_version_id,
    Request.workflow_version_id,
    Request.form_version_id,
    Request.scope_path,
    Request.waiting_functions,
)


def waiting_for_a_place() -> ColumnElement[bool]:
    """Requests somebody is asked to place by hand: what the desk's filter « à placer » says."""
    return (
        select(literal(1))
        .where(
            RemapItem.request_id == Request.id,
            RemapItem.outcome == "asked",
            RemapItem.from_version_id == Request.workflow_version_id,
            Request.closed_at.is_(None),
        )
        .exists()
    )


def asked_of(request: Request, *, lock: bool = False) -> tuple[RemapItem, RemapRun] | None:
    """The latest question about where to place this request, if one still stands."""
    if request.closed_at is not None:
        return None
    query = (
        select(RemapItem, RemapRun)
        .join(RemapRun, RemapRun.id == RemapItem.run_id)
        .where(
            RemapItem.request_id == request.id,
            RemapItem.outcome == "asked",
            RemapItem.from_version_id == request.workflow_version_id,
        )
        .order_by(RemapRun.id.desc())
        .limit(1)
    )
    if lock:
        query = query.with_for_update(of=RemapItem)
    found = session.execute(query).first()
    return (found[0], found[1]) if found else None


def asked_in(run_id: UUID) -> Iterator[Request]:
    """Requests a run left to be placed by hand, a handful at a time."""
    query = (
        select(Request)
        .join(RemapItem, RemapItem.request_id == Request.id)
        .options(load_only(*LIGHT))
        .where(RemapItem.run_id == run_id, RemapItem.outcome == "asked")
        .execution_options(yield_per=200)
    )
    yield from session.scalars(query)
