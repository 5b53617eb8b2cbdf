"""The column of views: the house's, one's own, the team's, the packs', one a service; numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import url_for

from catalogue.domain.desk import DeskFilter
from catalogue.domain.desk.views import ALL, LATE, MINE, WAITING, WITH_APPLICANT, KeptView
from catalogue.domain.service import Service
from catalogue.queries.desk import bounded_count
from catalogue.views.asked import Asked, of_service, of_view
from core.actor import Actor
from core.errors import BadInput
from core.i18n import _
from core.paging import COUNT_BOUND

_TONES = ("sky", "plum", "leaf", "brick", "sun")
_ICONS = {
    WAITING: "tray",
    LATE: "clock",
    MINE: "user",
    WITH_APPLICANT: "user-switch",
    ALL: "list-checks",
}
Counts = Mapping[str, str]


def titles() -> dict[str, str]:
    """The views of the house."""
    return {
        WAITING: _("À traiter"),
        LATE: _("En retard"),
        MINE: _("Confiées à moi"),
        WITH_APPLICANT: _("Chez le demandeur"),
        ALL: _("Toutes"),
    }


def view_groups(
    asked: Asked,
    services: Sequence[Service],
    kept: Sequence[KeptView],
    counts: Counts | None = None,
) -> list[dict[str, Any]]:
    """Groups of links; numbers only when they were counted."""
    numbers = counts or {}
    house = [
        _item(asked, Asked(key), label, numbers, icon=_ICONS[key], hot=key == LATE)
        for key, label in titles().items()
    ]
    own = [_kept(asked, view, numbers) for view in kept if view.group is None and view.own]
    team = [_kept(asked, view, numbers) for view in kept if view.group is not None or not view.own]
    by_service = [
        _item(asked, of_service(s.key), s.title, numbers, icon=s.icon, tone=tone_of(s.key))
        for s in services
    ]
    groups = [
        {"title": _("Mes vues"), "items": [*house, *own]},
        {"title": _("Vues de l’équipe"), "items": team},
        {"title": _("Par téléservice"), "items": by_service},
    ]
    return [group for group in groups if group["items"]]


def _kept(asked: Asked, view: KeptView, numbers: Counts) -> dict[str, Any]:
    there = of_view(view.key, view.filter)
    item = _item(asked, there, view.name, numbers, icon=view.icon or "star", tone=view.tone)
    return item | {"current": asked.view == view.key}


def _item(
    asked: Asked,
    there: Asked,
    label: str,
    numbers: Counts,
    *,
    icon: str,
    tone: str = "",
    hot: bool = False,
) -> dict[str, Any]:
    number = numbers.get(name_of(there))
    return {
        "label": label,
        "icon": icon,
        "tone": tone or None,
        "current": asked.view == there.view and _service(asked) == _service(there),
        "url": there.url(),
        "number": number,
        "hot": hot and number not in {None, "0"},
    }


def _service(asked: Asked) -> tuple[str, ...]:
    return asked.values("service") if asked.view == ALL else ()


def name_of(there: Asked) -> str:
    """Under which name a view is counted."""
    return ":".join((there.view, *_service(there)))


def counts_of(
    actor: Actor, asked: Asked, services: Sequence[Service], kept: Sequence[KeptView]
) -> dict[str, str]:
    """How many stand in each view; « 1000+ » past the bound, « … » past the patience."""
    found = {}
    for there in _all(services, kept):
        found[name_of(there)] = said(_count(actor, there.filter(), services))
    wanted = asked.filter()
    found["list"] = said(_count(actor, wanted, services))
    if not wanted.values("retard"):
        late = _count(actor, wanted.having(retard=["oui"]), services)
        found["list-late"] = said(late) if late and late[0] else ""
    return found


def _all(services: Sequence[Service], kept: Sequence[KeptView]) -> Iterator[Asked]:
    yield from (Asked(key) for key in _ICONS)
    yield from (of_view(view.key, view.filter) for view in kept)
    yield from (of_service(service.key) for service in services)


def _count(
    actor: Actor, wanted: DeskFilter, services: Sequence[Service]
) -> tuple[int, bool] | None:
    try:
        return bounded_count(actor, wanted, services=services)
    except BadInput:  # a kept view that names what its service lists no more
        return None


def said(count: tuple[int, bool] | None) -> str:
    """A number as the column shows it."""
    if count is None:
        return "…"
    number, bounded = count
    return f"{COUNT_BOUND}+" if bounded else str(number)


def saving(asked: Asked, kept: KeptView | None) -> dict[str, Any] | None:
    """« Enregistrer la vue / Rétablir » once the list is no longer the view that was opened."""
    known = kept.filter if kept else Asked(asked.view).filter()
    if asked.filter() == known:
        return None
    back = of_view(kept.key, kept.filter) if kept else Asked(asked.view)
    return {
        "save_url": url_for("catalogue.new_view", **asked.params()),
        "update": kept if kept is not None and kept.own else None,
        "reset_url": back.url(),
    }


def tone_options() -> list[tuple[str, str]]:
    """The seven tones, named by what they look like."""
    return [
        ("slate", _("Gris")),
        ("sun", _("Jaune")),
        ("sky", _("Bleu")),
        ("brick", _("Brique")),
        ("leaf", _("Vert")),
        ("plum", _("Prune")),
        ("rose", _("Rose")),
    ]


def tone_of(name: str) -> str:
    """The same name keeps the same tone."""
    return _TONES[sum(map(ord, name)) % len(_TONES)]
