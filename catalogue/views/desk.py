"""The agents' list: its head, its rows, its chips, the ways through its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from catalogue.domain.desk.views import ALL, WAITING, KeptView
from catalogue.domain.service import Service
from catalogue.models import Request
from catalogue.queries import desk
from catalogue.queries.desk import services_of
from catalogue.queries.views import kept_views
from catalogue.views import desk_columns, desk_filters
from catalogue.views.asked import Asked
from catalogue.views.bulk_bar import bar_of
from catalogue.views.desk_rows import file_url, place_urls, rows
from catalogue.views.desk_views import saving, titles, tone_of, view_groups
from core.actor import Actor
from core.i18n import _

__all__ = [
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
#: Rows of the desk.
PER_PAGE = 50


def list_context(
    actor: Actor, asked: Asked, *, limit: int = PER_PAGE, current: Request | None = None
) -> dict[str, Any]:
    """All that the list draws. `current` is the request whose file stands open beside it."""
    services = services_of(actor)
    wanted = asked.filter()
    listed = desk.listed_for(wanted, services)
    beside = current is not None
    answers = () if beside else listed
    page, answered = desk.desk_lines(
        actor, wanted, asked.after, limit, services=services, listed=answers
    )
    kept = kept_views(actor)
    here = next((view for view in kept if view.key == asked.view), None)
    places = place_urls(actor, [*page.items, current] if current else page.items)
    columns = desk_columns.chosen(actor, asked, here, listed)
    return {
        "asked": asked,
        "list_title": _title(asked, here, services),
        "groups": view_groups(asked, services, kept),
        "services": services,
        "kept": kept,
        "columns": desk_columns.table_columns(columns, asked, listed, beside=beside),
        "picker": desk_columns.picker(columns, listed),
        "bar": bar_of(actor, page.items, services, limit),
        "rows": list(
            rows(
                page.items,
                asked,
                places,
                current=current.id if current else None,
                services=services,
                listed=answers,
                answers=answered,
            )
        ),
        "items": page.items,
        "places": places,
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
    actor: Actor, request: Request, asked: Asked, listed: Mapping[str, Any]
) -> tuple[str | None, str | None]:
    """The files before and after this one in the list, even once it has left the list."""
    found = _among(listed, request.id) or desk.neighbours(
        actor, asked.filter(), request, services=listed["services"]
    )
    before, behind = (file_url(r, asked) if r else None for r in found)
    return before, behind


def _among(listed: Mapping[str, Any], here: UUID) -> tuple[Request | None, Request | None] | None:
    """The same by the page that is shown, unless one of them stands on another."""
    items: Sequence[Request] = listed.get("items", ())
    at = next((n for n, one in enumerate(items) if one.id == here), None)
    if at is None:
        return None
    first, last = at == 0, at == len(items) - 1
    if (first and listed["previous_url"]) or (last and listed["next_url"]):
        return None
    return (None if first else items[at - 1]), (None if last else items[at + 1])


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
