"""A view of the desk as a file: the same gate, the same filters, the columns that were shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from accounts import queries as accounts
from catalogue.domain.desk import DeskFilter, ListedAnswer
from catalogue.models import Request
from catalogue.permissions import Permission
from catalogue.queries import desk
from catalogue.queries.tags import tags_named
from catalogue.views.desk_columns import labels
from catalogue.views.desk_rows import statuses_of
from core.actor import Actor
from core.clock import PARIS
from core.database import session
from core.errors import PreauError
from core.i18n import _
from core.sheets import Column
from schemas.domain.conditions.values import NUMBERS, Kind

AT_ONCE = 500
_DAYS = {"depose", "echeance", "arrivee"}
Rows = list[dict[str, Any]]


class DeskSource:
    """Requests of a view. `wanted`: {"filter": a `DeskFilter` as a document, "columns": [keys]}."""

    key = "desk"

    def may(self, actor: Actor, wanted: Mapping[str, Any]) -> bool:
        """Whoever processes requests; which ones is asked of each row."""
        if not actor.holds(Permission.REQUESTS_PROCESS):
            return False
        try:
            desk.selection(actor, _filter(wanted))
        except PreauError:
            return False
        return True

    def columns(self, actor: Actor, wanted: Mapping[str, Any]) -> Sequence[Column]:
        """The number first, then what the person looked at."""
        listed = {answer.key: answer for answer in _listed(actor, wanted)}
        heads = labels(tuple(listed.values()))
        found = [Column("numero", _("Numéro"))]
        for key in wanted.get("columns", ()):
            if key == "demande":
                found.append(Column("objet", _("Objet")))
            elif key in heads:
                found.append(Column(key, heads[key], _kind(key, listed.get(key))))
        return found

    def count(self, actor: Actor, wanted: Mapping[str, Any]) -> int | None:
        """How many the view lets through."""
        found = desk.selection(actor, _filter(wanted)).order_by(None).subquery()
        return session.scalar(select(func.count()).select_from(found))

    def chunk(
        self, actor: Actor, wanted: Mapping[str, Any], cursor: str | None
    ) -> tuple[Rows, str | None]:
        """A page of the list, in its order, with the rights of this moment."""
        services, asked = desk.services_of(actor), _filter(wanted)
        listed = desk.listed_for(asked, services)
        page, answers = desk.desk_lines(
            actor, asked, cursor, AT_ONCE, services=services, listed=listed
        )
        titles = {service.key: service.title for service in services}
        return _rows(page.items, titles, listed, answers), page.next


DESK = DeskSource()


def _rows(
    items: Sequence[Request],
    services: Mapping[str, str],
    listed: Sequence[ListedAnswer],
    answers: Mapping[UUID, Mapping[str, str | None]],
) -> Rows:
    agents = {r.assignee_id for r in items if r.assignee_id}
    names = accounts.names_of(agents) if agents else {}
    statuses = statuses_of(items)
    tags = tags_named(key for r in items for key in r.tags)
    return [
        {
            "numero": r.reference,
            "objet": r.title,
            "etape": statuses[r.id].label if r.id in statuses else r.status,
            "depose": _day(r.submitted_at),
            "echeance": _day(r.due_at),
            "agent": names.get(r.assignee_id) if r.assignee_id else None,
            "etablissement": r.establishment_label,
            "service": services.get(r.service_key, r.service_key),
            "arrivee": _day(r.entered_at),
            "activite": r.updated_at,
            "etiquettes": ", ".join(tags[key].name for key in r.tags if key in tags) or None,
            **{a.key: _answer(a, answers[r.id].get(a.key)) for a in listed},
        }
        for r in items
    ]


def _answer(answer: ListedAnswer, value: str | None) -> Any:
    """What was answered, typed; what is not of its type stays a text."""
    if not value:
        return None
    if answer.type.choices is not None:
        known = {str(key): words for key, words in answer.type.choices.items()}
        return str(known.get(value, value))
    if value in {"true", "false"}:
        return value == "true"
    try:
        if answer.type.kind is Kind.DATE:
            return date.fromisoformat(value)
        if answer.type.kind in NUMBERS:
            return Decimal(value)
    except (ValueError, InvalidOperation):
        return value
    return value


def _kind(key: str, answer: ListedAnswer | None) -> str:
    if answer is not None and answer.type.kind in NUMBERS:
        return "number"
    if key in _DAYS or (answer is not None and answer.type.kind is Kind.DATE):
        return "date"
    return "moment" if key == "activite" else "text"


def _day(at: Any) -> date | None:
    return at.astimezone(PARIS).date() if at else None


def _filter(wanted: Mapping[str, Any]) -> DeskFilter:
    return DeskFilter.of(wanted.get("filter") or {})


def _listed(actor: Actor, wanted: Mapping[str, Any]) -> tuple[ListedAnswer, ...]:
    return desk.listed_for(_filter(wanted), desk.services_of(actor))
