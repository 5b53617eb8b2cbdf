"""Narrowings of an applicant's own list, and what was received beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, tuple_

from catalogue.models import Request
from core import paging
from core.database import session
from core.errors import BadInput
from documents.models import IssuedDocument
from messaging.models import Message

KIND: Final = "request"
PAGE: Final = 40
STATES: Final = ("a-faire", "en-cours", "terminees", "brouillons")


def in_state(state: str) -> tuple[ColumnElement[bool], ...]:
    """Conditions of one of `STATES`; none for anything else."""
    filed, closed = Request.submitted_at.is_not(None), Request.closed_at.is_not(None)
    if state == "a-faire":
        return (filed, ~closed, Request.status_kind == "waiting-user")
    if state == "en-cours":
        return (filed, ~closed, Request.status_kind != "waiting-user")
    if state == "terminees":
        return (filed, closed)
    return (~filed,) if state == "brouillons" else ()


def services_at(scope_paths: Sequence[str]) -> list[str]:
    """Keys of the services these establishments have asked something of."""
    query = select(Request.service_key).where(Request.scope_path.in_(scope_paths))
    return sorted(session.scalars(query.distinct()))


@dataclass(frozen=True, slots=True)
class Received:
    """A message of the administration, or a letter."""

    id: UUID
    at: datetime
    request: Request
    message: Message | None = None
    letter: IssuedDocument | None = None


def received_at(scope_paths: Sequence[str], after: str | None = None) -> paging.Page[Received]:
    """What establishments were sent about all their requests, newest first."""
    known = paging.values_of(after, 2)
    bound = _bound(known) if known is not None else None
    found = [
        *(
            Received(m.id, m.created_at, r, message=m)
            for m, r in _rows(Message, scope_paths, bound)
        ),
        *(
            Received(d.id, d.created_at, r, letter=d)
            for d, r in _rows(IssuedDocument, scope_paths, bound)
        ),
    ]
    found.sort(key=lambda one: (one.at, one.id), reverse=True)
    if len(found) <= PAGE:
        return paging.Page(found, None)
    last = found[PAGE - 1]
    return paging.Page(found[:PAGE], paging.cursor(last.at.isoformat(), str(last.id)))


def _rows(model: Any, scope_paths: Sequence[str], bound: tuple[datetime, UUID] | None) -> Any:
    query: Select[Any] = (
        select(model, Request)
        .join(Request, Request.id == model.subject_id)
        .where(
            model.subject_kind == KIND,
            model.audience == "applicant",
            Request.scope_path.in_(scope_paths),
        )
    )
    if model is Message:
        query = query.where(Message.side == "agency")
    if bound is not None:
        query = query.where(tuple_(model.created_at, model.id) < tuple_(*bound))
    return session.execute(
        query.order_by(model.created_at.desc(), model.id.desc()).limit(PAGE + 1)
    ).all()


def _bound(values: Sequence[object]) -> tuple[datetime, UUID]:
    try:
        return datetime.fromisoformat(str(values[0])), UUID(str(values[1]))
    except ValueError as error:
        raise BadInput from error
