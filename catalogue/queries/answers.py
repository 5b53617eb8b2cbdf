"""Answers that a service lists, as columns: typed by the database, whatever was stored."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func

from catalogue.domain.desk import ListedAnswer, listed_answers
from catalogue.domain.service import Service
from catalogue.models import Request
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
    found: ColumnElement[Any] = Request.answers[answer.steps].astext
    return found


def value_of(answer: ListedAnswer) -> ColumnElement[Any]:
    """What is stored, as its type; NULL for what is not of it, and for nothing."""
    if answer.type.kind in NUMBERS:
        return func.preau_num(text_of(answer))
    if answer.type.kind is Kind.DATE:
        return func.preau_date(text_of(answer))
    return func.nullif(text_of(answer), "").collate("C")
