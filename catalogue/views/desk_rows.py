"""Rows of the agents' list in words: names, days, tags, listed answers, ways to records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from babel.numbers import format_decimal
from flask import url_for
from flask_babel import get_locale

from catalogue.domain.desk import ListedAnswer
from catalogue.domain.service import Service
from catalogue.models import Request
from catalogue.queries.places import open_records
from catalogue.queries.tags import all_tags, tags_named
from catalogue.views.asked import Asked
from catalogue.views.desk_views import tone_of
from catalogue.views.turns import Brief, briefs_of
from core.actor import Actor
from core.i18n import _
from core.saying import day, short_day
from schemas import queries as schemas
from schemas.domain.conditions.values import NUMBERS, Kind
from workflows import queries as workflows
from workflows.domain.circuit import Circuit, Status


def file_url(request: Request, asked: Asked, **more: Any) -> str:
    """The file of a request, in the view it was opened from."""
    return url_for("catalogue.follow", reference=request.reference, **asked.params(), **more)


def place_urls(actor: Actor, items: Sequence[Request]) -> dict[UUID | None, str]:
    """Where the establishments of these requests are read, for whoever may."""
    found = open_records(actor, {r.establishment_id for r in items})
    return {
        record_id: url_for("registry.show", entity=entity, code=code)
        for record_id, (entity, code) in found.items()
    }


def tags_shown(request: Request) -> dict[str, Any]:
    """All tags of the house for the form of the file; those on this request come first."""
    known = sorted(all_tags(), key=lambda tag: tag.key not in request.tags)
    return {
        "tags": [
            {"key": t.key, "name": t.name, "tone": t.tone, "on": t.key in request.tags}
            for t in known
        ],
        "tag_options": [(t.key, t.name) for t in known],
        "tag_keys": request.tags,
    }


def rows(
    items: Sequence[Request],
    asked: Asked,
    places: Mapping[UUID | None, str],
    *,
    current: UUID | None,
    services: Sequence[Service],
    listed: Sequence[ListedAnswer],
    answers: Mapping[UUID, Mapping[str, str | None]],
) -> Iterator[dict[str, Any]]:
    """Each row in words; what it needs beside itself is asked once for the page."""
    circuits = circuits_of(items)
    statuses = statuses_of(items, circuits)
    briefs = briefs_of(items, circuits, mine=False)
    tags = tags_named(key for r in items for key in r.tags)
    service_titles = {s.key: s.title for s in services}
    for request in items:
        agent = answers[request.id]["agent"]
        yield {
            "id": f"{request.reference}:{request.version}",
            "label": request.reference,
            "title": request.title,
            "url": file_url(request, asked),
            "reference": request.reference,
            "place": request.establishment_label,
            "place_url": places.get(request.establishment_id),
            "status": statuses.get(request.id),
            "current": request.id == current,
            "service": service_titles.get(request.service_key, request.service_key),
            "tags": [tags[key] for key in request.tags if key in tags],
            "agent": agent,
            "tone": tone_of(agent or ""),
            "turn": briefs[request.id].who,
            **_days(request, briefs[request.id]),
            **{a.key: _shown(a, answers[request.id].get(a.key)) for a in listed},
        }


def _days(request: Request, brief: Brief) -> dict[str, Any]:
    return {
        "submitted": short_day(request.submitted_at),
        "submitted_on": day(request.submitted_at),
        "due": brief.until,
        "due_on": brief.until_in_full,
        "late": brief.late,
        "arrived": short_day(request.entered_at),
        "active": short_day(request.updated_at),
    }


def _shown(answer: ListedAnswer, value: str | None) -> str:
    if not value:
        return "–"
    if answer.type.choices is not None:
        known = {str(key): words for key, words in answer.type.choices.items()}
        return str(known.get(value, value))
    if value in {"true", "false"}:
        return _("Oui") if value == "true" else _("Non")
    if answer.type.kind is Kind.DATE:
        return short_day(value)
    if answer.type.kind in NUMBERS:
        return _number(value, answer)
    return value


def _number(value: str, answer: ListedAnswer) -> str:
    """« 1 240,50 € »; what is no number is shown as it was stored."""
    try:
        said = format_decimal(Decimal(value), locale=str(get_locale() or "fr"))
    except (ArithmeticError, ValueError):
        return value
    return f"{said}\u202f{answer.type.unit}" if answer.type.unit else said


def circuits_of(items: Sequence[Request]) -> Mapping[UUID | None, Circuit]:
    """The circuits the requests of a page are pinned to: one query."""
    pinned = {r.workflow_version_id for r in items if r.workflow_version_id}
    held = schemas.versions_by_id(pinned) if pinned else {}
    return {version_id: workflows.circuit_of(version_id) for version_id in held}


def statuses_of(
    items: Sequence[Request], circuits: Mapping[UUID | None, Circuit] | None = None
) -> dict[UUID, Status]:
    """The present status of each row, in the circuit its request is pinned to."""
    circuits = circuits_of(items) if circuits is None else circuits
    return {
        r.id: circuits[r.workflow_version_id].status[r.status]
        for r in items
        if r.workflow_version_id in circuits and r.status in circuits[r.workflow_version_id].status
    }
