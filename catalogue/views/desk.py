"""The agents' list: what is asked of it by its address, its views, its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import url_for

from accounts import queries as accounts
from catalogue import queries
from catalogue.domain.service import Service
from catalogue.models import Request
from catalogue.permissions import Permission
from catalogue.queries import DeskFilter
from core import clock
from core.actor import Actor
from core.i18n import _
from core.paging import Page
from core.saying import day, short_day
from schemas import queries as schemas
from workflows import queries as workflows
from workflows.domain.circuit import Status

WAITING, ALL, MINE = "a-traiter", "toutes", "miennes"
#: Rows of the desk, and beside an open file.
PER_PAGE, BESIDE = 50, 20
_LONGEST = 100
_TONES = ("sky", "plum", "leaf", "brick", "sun")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; every link of the desk is made from it."""

    view: str = WAITING
    service: str = ""
    status: str = ""
    text: str = ""
    after: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Asked:
        """Read the query string; anything unknown asks for the first view."""
        view = args.get("vue", WAITING)
        return cls(
            view if view in {WAITING, ALL, MINE} else WAITING,
            _clean(args.get("service")),
            _clean(args.get("statut")),
            _clean(args.get("q")),
            args.get("apres") or None,
        )

    def params(self) -> dict[str, Any]:
        """As a query string, without what says nothing."""
        said = {
            "vue": self.view,
            "service": self.service,
            "statut": self.status,
            "q": self.text,
            "apres": self.after or "",
        }
        return {name: value for name, value in said.items() if value}

    def filter(self) -> DeskFilter:
        """As the query gate wants it."""
        return DeskFilter(
            waiting=self.view == WAITING,
            mine=self.view == MINE,
            service=self.service or None,
            status=self.status or None,
            text=self.text,
        )

    def url(self, **changes: Any) -> str:
        """The list with something changed; a change goes back to the first page."""
        return url_for("catalogue.desk", **replace(self, **{"after": None, **changes}).params())


def services_of(actor: Actor) -> list[Service]:
    """Services this person processes somewhere, by title."""
    found = [Service.of(version.body) for version in schemas.live_all("service")]
    supervises = actor.holds(Permission.REQUESTS_SUPERVISE)
    groups = {m.group for m in actor.memberships}
    mine = [
        s
        for s in found
        if supervises or any(b.group in groups for rows in s.bindings.values() for b in rows)
    ]
    return sorted(mine, key=lambda s: s.title)


def view_groups(
    asked: Asked, services: Sequence[Service], counts: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The column of views; numbers only when they were counted."""
    mine = [
        _view(asked, WAITING, "", _("À traiter"), "tray", counts),
        _view(asked, MINE, "", _("Confiées à moi"), "user", counts),
        _view(asked, ALL, "", _("Toutes"), "list-checks", counts),
    ]
    team = [
        _view(asked, ALL, s.key, s.title, s.icon, counts) | {"tone": _tone(s.key)} for s in services
    ]
    groups = [{"title": _("Mes vues"), "items": mine}]
    return [*groups, {"title": _("Par téléservice"), "items": team}] if team else groups


def _view(
    asked: Asked, view: str, service: str, label: str, icon: str, counts: Mapping[str, str] | None
) -> dict[str, Any]:
    here = asked.view == view and asked.service == service
    return {
        "label": label,
        "icon": icon,
        "current": here,
        "url": Asked(view, service).url(),
        "number": (counts or {}).get(f"{view}:{service}"),
    }


def counts_of(actor: Actor, services: Sequence[Service]) -> dict[str, str]:
    """How many stand in each view, « 1000+ » past the bound."""
    wanted = [Asked(WAITING), Asked(MINE), Asked(ALL), *(Asked(ALL, s.key) for s in services)]
    found = {}
    for asked in wanted:
        number, bounded = queries.desk_count(actor, asked.filter())
        found[f"{asked.view}:{asked.service}"] = f"{number}+" if bounded else str(number)
    return found


def list_context(
    actor: Actor, asked: Asked, *, limit: int = PER_PAGE, current: UUID | None = None
) -> dict[str, Any]:
    """All that the list draws. `current` is the request whose file stands open beside it."""
    services = services_of(actor)
    page = queries.desk(actor, asked.filter(), asked.after, limit)
    chosen = next((s for s in services if s.key == asked.service), None)
    statuses = _statuses(chosen)
    title = {WAITING: _("À traiter"), MINE: _("Confiées à moi")}.get(asked.view, _("Toutes"))
    return {
        "asked": asked,
        "list_title": chosen.title if chosen and asked.view == ALL else title,
        "groups": view_groups(asked, services),
        "rows": list(_rows(page.items, asked, current)),
        "items": page.items,
        "chips": list(_chips(asked, chosen, statuses)),
        "service_options": [(s.key, s.title) for s in services],
        "status_options": [(s.key, s.label) for s in statuses],
        "next_url": asked.url(after=page.next) if page.next else None,
        "first_url": asked.url() if asked.after else None,
        "nothing": _nothing(asked),
        "beside": current is not None,
    }


def neighbours(
    page: Page[Request] | Sequence[Request], request: Request, asked: Asked
) -> tuple[str | None, str | None]:
    """The files before and after this one in the list, even once it has left the list."""
    items = page.items if isinstance(page, Page) else page
    here = (request.submitted_at, request.id)
    before = [r for r in items if (r.submitted_at, r.id) > here]
    behind = [r for r in items if (r.submitted_at, r.id) < here]
    return (
        file_url(before[-1], asked) if before else None,
        file_url(behind[0], asked) if behind else None,
    )


def file_url(request: Request, asked: Asked, **more: Any) -> str:
    """The file of a request, in the view it was opened from."""
    return url_for("catalogue.follow", reference=request.reference, **asked.params(), **more)


def avatar_tone(name: str) -> str:
    """The same person keeps the same tone."""
    return _tone(name)


def _rows(items: Sequence[Request], asked: Asked, current: UUID | None) -> Iterator[dict[str, Any]]:
    dues = workflows.dues_of([r.id for r in items]) if items else {}
    agents = {r.assignee_id for r in items if r.assignee_id}
    names = accounts.names_of(agents) if agents else {}
    statuses = statuses_of(items)
    now = clock.now()
    for request in items:
        due = dues.get(request.id)
        agent = names.get(request.assignee_id) if request.assignee_id else None
        yield {
            "title": request.title,
            "url": file_url(request, asked),
            "reference": request.reference,
            "place": request.establishment_label,
            "status": statuses[request.id],
            "current": request.id == current,
            "submitted": short_day(request.submitted_at),
            "submitted_on": day(request.submitted_at),
            "due": short_day(due),
            "due_on": day(due),
            "late": due is not None and due < now,
            "agent": agent,
            "tone": _tone(agent or ""),
        }


def statuses_of(items: Sequence[Request]) -> dict[UUID, Status]:
    """The present status of each row, in the circuit its request is pinned to: one query."""
    pinned = {r.workflow_version_id for r in items if r.workflow_version_id}
    held = schemas.versions_by_id(pinned) if pinned else {}
    circuits = {version_id: workflows.bridge_of(version_id).circuit for version_id in held}
    return {
        r.id: circuits[r.workflow_version_id].status[r.status]
        for r in items
        if r.workflow_version_id in circuits
    }


def _statuses(service: Service | None) -> list[Status]:
    """What one may filter by: statuses of one service, for keys mean nothing across circuits."""
    version = schemas.live("workflow", service.workflow) if service else None
    if version is None:
        return []
    circuit = workflows.bridge_of(version.id).circuit
    return [s for s in circuit.statuses if s.kind != "draft"]


def _chips(
    asked: Asked, chosen: Service | None, statuses: Sequence[Status]
) -> Iterator[tuple[str, str, str]]:
    if asked.service:
        title = chosen.title if chosen else asked.service
        yield _("Téléservice"), title, asked.url(service="", status="")
    if asked.status:
        label = next((s.label for s in statuses if s.key == asked.status), asked.status)
        yield _("Étape"), label, asked.url(status="")
    if asked.text:
        yield _("Recherche"), asked.text, asked.url(text="")


def _nothing(asked: Asked) -> dict[str, str | None]:
    if asked.text or asked.service or asked.status:
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


def _tone(name: str) -> str:
    return _TONES[sum(map(ord, name)) % len(_TONES)]


def _clean(text: str | None) -> str:
    return "".join(c for c in text or "" if c.isprintable())[:_LONGEST].strip()
