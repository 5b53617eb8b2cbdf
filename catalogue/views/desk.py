"""The agents' list: its head, its rows, its chips, the ways through its pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from babel.numbers import format_decimal
from flask import url_for
from flask_babel import get_locale

from accounts import queries as accounts
from catalogue.domain.desk import ListedAnswer
from catalogue.domain.desk.views import ALL, WAITING, KeptView
from catalogue.domain.service import Service
from catalogue.models import Request
from catalogue.queries import desk
from catalogue.queries.answers import answers_of
from catalogue.queries.desk import services_of
from catalogue.queries.tags import tags_named
from catalogue.queries.views import kept_views
from catalogue.views import desk_columns, desk_filters
from catalogue.views.asked import Asked
from catalogue.views.bulk_bar import bar_of
from catalogue.views.desk_views import saving, titles, tone_of, view_groups
from core import clock
from core.actor import Actor
from core.i18n import _
from core.saying import day, short_day
from schemas import queries as schemas
from schemas.domain.conditions.values import NUMBERS, Kind
from workflows import queries as workflows
from workflows.domain.circuit import Status

__all__ = [
    "BESIDE",
    "CHANGED",
    "PER_PAGE",
    "Asked",
    "avatar_tone",
    "file_url",
    "list_context",
    "services_of",
]
#: Said by the page (HX-Trigger) once an act changed a request: numbers are asked again.
CHANGED = "desk:changed"
#: Rows of the desk, and beside an open file.
PER_PAGE, BESIDE = 50, 20


def list_context(
    actor: Actor, asked: Asked, *, limit: int = PER_PAGE, current: UUID | None = None
) -> dict[str, Any]:
    """All that the list draws. `current` is the request whose file stands open beside it."""
    services = services_of(actor)
    wanted = asked.filter()
    listed = desk.listed_for(wanted, services)
    page = desk.desk_page(actor, wanted, asked.after, limit, services=services)
    kept = kept_views(actor)
    here = next((view for view in kept if view.key == asked.view), None)
    columns = desk_columns.chosen(actor, asked, here, listed)
    beside = current is not None
    return {
        "asked": asked,
        "list_title": _title(asked, here, services),
        "groups": view_groups(asked, services, kept),
        "services": services,
        "kept": kept,
        "columns": desk_columns.table_columns(columns, asked, listed, beside=beside),
        "picker": desk_columns.picker(columns, listed),
        "bar": bar_of(actor, page.items, services, limit),
        "rows": list(_rows(page.items, asked, current, services, listed if not beside else ())),
        "items": page.items,
        "chips": list(desk_filters.chips(actor, asked, services, listed)),
        "filter_menu": desk_filters.menu(asked, listed),
        "filter_form": desk_filters.open_form(actor, asked, services, listed),
        "saving": saving(asked, here),
        "next_url": asked.url(after=page.next) if page.next else None,
        "previous_url": asked.url(after=page.previous) if page.previous else None,
        "nothing": _nothing(asked),
        "beside": beside,
    }


def neighbours(
    actor: Actor, request: Request, asked: Asked, services: Sequence[Service]
) -> tuple[str | None, str | None]:
    """The files before and after this one in the list, even once it has left the list."""
    found = desk.neighbours(actor, asked.filter(), request, services=services)
    before, behind = (file_url(r, asked) if r else None for r in found)
    return before, behind


def file_url(request: Request, asked: Asked, **more: Any) -> str:
    """The file of a request, in the view it was opened from."""
    return url_for("catalogue.follow", reference=request.reference, **asked.params(), **more)


def avatar_tone(name: str) -> str:
    """The same person keeps the same tone."""
    return tone_of(name)


def _title(asked: Asked, here: KeptView | None, services: Sequence[Service]) -> str:
    if here is not None:
        return here.name
    service = next((s for s in services if s.key == asked.service), None)
    if service is not None and asked.view == ALL:
        return service.title
    return titles().get(asked.view, _("Toutes"))


def _rows(
    items: Sequence[Request],
    asked: Asked,
    current: UUID | None,
    services: Sequence[Service],
    listed: Sequence[ListedAnswer],
) -> Iterator[dict[str, Any]]:
    agents = {r.assignee_id for r in items if r.assignee_id}
    names = accounts.names_of(agents) if agents else {}
    statuses = statuses_of(items)
    tags = tags_named(key for r in items for key in r.tags)
    answers = answers_of([r.id for r in items], listed)
    service_titles = {s.key: s.title for s in services}
    for request in items:
        agent = names.get(request.assignee_id) if request.assignee_id else None
        yield {
            "id": f"{request.reference}:{request.version}",
            "label": request.reference,
            "title": request.title,
            "url": file_url(request, asked),
            "reference": request.reference,
            "place": request.establishment_label,
            "status": statuses.get(request.id),
            "current": request.id == current,
            "service": service_titles.get(request.service_key, request.service_key),
            "tags": [tags[key] for key in request.tags if key in tags],
            "agent": agent,
            "tone": tone_of(agent or ""),
            **_days(request),
            **{a.key: _shown(a, answers[request.id].get(a.key)) for a in listed},
        }


def _days(request: Request) -> dict[str, Any]:
    due = request.due_at
    return {
        "submitted": short_day(request.submitted_at),
        "submitted_on": day(request.submitted_at),
        "due": short_day(due),
        "due_on": day(due),
        "late": due is not None and due < clock.now(),
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


def statuses_of(items: Sequence[Request]) -> dict[UUID, Status]:
    """The present status of each row, in the circuit its request is pinned to: one query."""
    pinned = {r.workflow_version_id for r in items if r.workflow_version_id}
    held = schemas.versions_by_id(pinned) if pinned else {}
    circuits = {version_id: workflows.bridge_of(version_id).circuit for version_id in held}
    return {
        r.id: circuits[r.workflow_version_id].status[r.status]
        for r in items
        if r.workflow_version_id in circuits and r.status in circuits[r.workflow_version_id].status
    }


def _nothing(asked: Asked) -> dict[str, str | None]:
    if asked.text or asked.fields:
        return {
            "title": _("Aucune demande ne correspond."),
            "verb": _("Retirer les filtres"),
            "url": Asked(asked.view).url(),
        }
    if asked.view == WAITING:
        return {
            "title": _("Aucune demande à traiter. Vous êtes à jour."),
            "verb": None,
            "url": None,
        }
    return {"title": _("Aucune demande pour le moment."), "verb": None, "url": None}
