"""Requests and teleservices found by a few words, through the gates of their lists."""

from __future__ import annotations

from typing import Any

from flask import url_for

from catalogue import queries
from catalogue.models import Request
from catalogue.permissions import Permission
from catalogue.profiles import profiles_of
from catalogue.queries import DeskFilter
from catalogue.queries.terms import terms
from core.actor import Actor
from core.errors import NotFound
from core.folding import words_of
from core.i18n import _l


class FoundRequests:
    """By number, object or establishment: an agent's desk, an applicant's own."""

    key = "requests"
    title = _l("Demandes")

    def found(self, actor: Actor, text: str, limit: int) -> list[dict[str, Any]]:
        """The request of this very number first."""
        rows: dict[Any, Request] = {}
        for request in [*_numbered(actor, text), *_worded(actor, text, limit)]:
            rows.setdefault(request.id, request)
        return [_line(request) for request in list(rows.values())[:limit]]


class FoundServices:
    """Teleservices of the person's catalogue."""

    key = "services"
    title = _l("Téléservices")

    def found(self, actor: Actor, text: str, limit: int) -> list[dict[str, Any]]:
        """Those whose title holds each word; the live ones are kept in the process."""
        if not (actor.holds(Permission.SERVICES_READ) or actor.holds(Permission.REQUESTS_PROCESS)):
            return []
        words = words_of(text)
        titles = [(v.key, str(v.body["title"])) for v in queries.services_for(actor)]
        return [
            {
                "label": title,
                "hint": "",
                "url": url_for("catalogue.sheet", key=key),
                "icon": "storefront",
            }
            for key, title in titles
            if all(any(own.startswith(word) for own in words_of(title)) for word in words)
        ][:limit]


def _numbered(actor: Actor, text: str) -> list[Request]:
    """The request of this number, if it is one and in sight."""
    number = text.strip()
    if " " in number or not any(c.isdigit() for c in number):
        return []
    for written in dict.fromkeys((number, number.upper())):
        try:
            return [queries.request_for(actor, written).request]
        except NotFound:
            continue
    return []


def _worded(actor: Actor, text: str, limit: int) -> list[Request]:
    found: list[Request] = []
    wanted = DeskFilter(text=text)
    if actor.holds(Permission.REQUESTS_PROCESS):
        found += queries.desk_page(actor, wanted, limit=limit).items
    paths = [profile.scope_path for profile in profiles_of(actor)]
    if paths:
        found += queries.requests_at(
            paths, limit=limit, narrowed=tuple(terms(actor, wanted, ()))
        ).items
    return found


def _line(request: Request) -> dict[str, Any]:
    reference = request.reference or request.provisional
    return {
        "label": request.title,
        "hint": f"{reference} · {request.establishment_label}",
        "url": url_for("catalogue.follow", reference=reference),
        "icon": "tray",
    }
