"""A sheet as it is drawn: for whoever opens it, or for a designer who tries it as somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogue.domain.service import Service
from catalogue.profiles import Profile
from catalogue.views import services as view
from catalogue.views.richtext import drawn, links_of
from catalogue.views.tongue import said
from core.actor import Actor


def sheet_view(
    actor: Actor,
    body: Mapping[str, Any],
    profile: Profile | None,
    *,
    trial: Mapping[str, Any] | None = None,
    form: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What `_sheet.html` and `_start.html` draw of one version (or draft) of a service."""
    told = said(body)
    service = Service.of(told.body)
    theme = service.themes[0] if service.themes else ""
    return {
        "service": service,
        "sheet": service.sheet,
        "summary": drawn(service.sheet.get("summary", ())),
        "how": drawn(service.sheet.get("how", ())),
        "profile": profile,
        "tongue": told.of,
        "theme_title": view.theme_label(theme) if theme else "",
        "tone": body.get("tone") or (view.tone_of(theme) if theme else "brand"),
        "buttons": view.buttons_of(actor, service, profile, trial),
        "documents": view.documents_of(service, actor, profile, trial, form),
        "links": links_of(service.sheet),
    }
