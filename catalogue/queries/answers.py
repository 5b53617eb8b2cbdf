"""Answers that a service lists, as columns: typed by the database, whatever was stored."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from catalogue.domain.desk import ListedAnswer, listed_answers
from catalogue.domain.service import Service
from catalogue.models import Request
from core.database import session
from schemas import queries as schemas
from schemas.domain.conditions.values import NUMBERS, Kind


def listed_by(service: Service | None) -> tuple[ListedAnswer, ...]:
    """The answers a service lists, by its live forms."""
    if service is None or not service.desk_columns:
        return ()
    forms = [schemas.live("form", key) for key in dict.fromkeys(b.form for b in service.buttons)]
    return listed_answers(service.desk_columns, [form.body for form in forms if form is not None])


def text_of(answer: ListedAnswer) -> ColumnElement[Any]:
    """What is stored, as text."""
    return Request.answers[answer.steps].astext


def value_of(answer: ListedAnswer) -> ColumnElement[Any]:
    """What is stored, as its type; NULL for what is not of it, and for nothing."""
    if answer.type.kind in NUMBERS:
        return func.preau_num(text_of(answer))
    if answer.type.kind is Kind.DATE:
        return func.preau_date(text_of(answer))
    return func.nullif(text_of(answer), "").collate("C")


def answers_of(
    request_ids: Collection[UUID], listed: Sequence[ListedAnswer]
) -> dict[UUID, dict[str, str | None]]:
    """The listed answers of some requests, by column: one query for a page."""
    if not request_ids or not listed:
        return {}
    rows = session.execute(
        select(Request.id, *(text_of(a) for a in listed)).where(Request.id.in_(request_ids))
    )
    return {row[0]: dict(zip((a.key for a in listed), tuple(row)[1:], strict=True)) for row in rows}
