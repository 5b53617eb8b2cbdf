"""Where an entry of the help may lead: services, and the steps of their forms
(`knowledge_base.targets`). A reader is led where their rights lead, or is shown no link."""

from __future__ import annotations

from typing import Any

from flask import url_for

from catalogue import queries
from catalogue.domain.service import Service
from catalogue.models import Request
from catalogue.profiles import current_profile
from catalogue.views.tongue import said
from core.actor import Actor
from core.errors import NotFound
from core.i18n import _
from form_factory import queries as forms
from knowledge_base.targets import Target
from schemas import queries as schemas


class ServiceTargets:
    """« service »: the sheet."""

    key = "service"

    def found(self, actor: Actor, value: str) -> Target | None:
        """The sheet, for whom the service is meant."""
        try:
            version = queries.service_for(actor, value)
        except NotFound:
            return None
        return Target(str(said(version.body).body["title"]), url_for("catalogue.sheet", key=value))

    def choices(self) -> list[tuple[str, str]]:
        """Live services by title."""
        listed = [(version.key, str(version.body["title"])) for version in _services()]
        return sorted(listed, key=lambda one: one[1])

    def stands(self, value: str) -> bool:
        """Whether the service is live."""
        return schemas.live("service", value) is not None


class StepTargets:
    """« service/page »: the draft one has begun, opened at this step; else the sheet."""

    key = "step"

    def found(self, actor: Actor, value: str) -> Target | None:
        """One's own draft at this step, or where one begins it."""
        service, _slash, page = value.partition("/")
        sheet = ServiceTargets().found(actor, service)
        title = dict(_pages(service)).get(page)
        if sheet is None or title is None:
            return None
        label = _("%(service)s : %(step)s", service=sheet.label, step=title)
        if draft := _draft(actor, service, page):
            reference = draft.reference or draft.provisional
            url = url_for("catalogue.fill", reference=reference, page_id=page)
            return Target(label, url, _("dans votre brouillon"))
        return Target(label, sheet.url)

    def choices(self) -> list[tuple[str, str]]:
        """Every step of the form behind the first button of each live service."""
        return [
            (f"{key}/{page}", _("%(service)s : %(step)s", service=title, step=step))
            for key, title in ServiceTargets().choices()
            for page, step in _pages(key)
        ]

    def stands(self, value: str) -> bool:
        """Whether the service is live and its form has this step."""
        service, _slash, page = value.partition("/")
        return page in dict(_pages(service))


TARGETS = (ServiceTargets(), StepTargets())


def _draft(actor: Actor, service: str, page: str) -> Request | None:
    """The newest draft of one's establishment whose form, as it was begun, has this step."""
    profile = current_profile(actor)
    if profile is None or not profile.may_file:
        return None
    for request in queries.filed_at(service, profile.scope_path):
        if request.submitted_at is None:
            row = forms.draft_row(request.draft_id)
            steps = schemas.version(row.form_version_id).body["ui"]["pages"]
            if any(step["id"] == page for step in steps):
                return request
    return None


def _services() -> list[Any]:
    return list(schemas.live_all("service"))


def _pages(service: str) -> list[tuple[str, str]]:
    version = schemas.live("service", service)
    buttons = Service.of(version.body).buttons if version else ()
    form = schemas.live("form", buttons[0].form) if buttons else None
    pages = form.body.get("ui", {}).get("pages", ()) if form else ()
    return [(str(page.get("id")), str(page.get("title") or page.get("id"))) for page in pages]
