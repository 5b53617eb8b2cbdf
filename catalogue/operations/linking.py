"""Making a link that fills a form in beforehand, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from catalogue.prefill_models import PrefillLink
from catalogue.prefills.signed import LinkSource
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid, NotFound
from core.history import record
from core.ids import uuid7
from core.problems import Problem
from form_factory import queries as forms
from form_factory.compiled import Compiled
from form_factory.domain.form import Field, Shape
from form_factory.domain.pointers import MISSING
from form_factory.fitting import by_hand, fitting
from form_factory.prefill import Found
from schemas import queries as schemas

SUBJECT: Final = "prefill-link"
#: A link nobody takes back does not go on for ever.
LONGEST: Final = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class Fillable:
    """A question a link may fill in: the name of its value, the form that asks it."""

    path: str
    form: Compiled
    field: Field

    @property
    def name(self) -> str:
        """Of its control."""
        return f"v-{self.path}"


def fillable(service: Mapping[str, Any]) -> list[Fillable]:
    """What the rules of the live forms behind its buttons let a link fill in."""
    return list({one.path: one for one in _fillable(service)}.values())


def _fillable(service: Mapping[str, Any]) -> Iterator[Fillable]:
    for button in service.get("buttons", ()):
        live = schemas.live("form", str(button.get("form", "")))
        form = forms.form_of(live.id) if live is not None else None
        for rule in form.form.document.get("prefill", ()) if form is not None else ():
            field = form.fields.get(rule["field"]) if form is not None else None
            if rule["source"] != LinkSource.key or field is None or form is None:
                continue
            if field.shape is Shape.LEAF and not by_hand(field) and rule.get("path"):
                yield Fillable(rule["path"], form, field)


def links_of(service_key: str) -> list[PrefillLink]:
    """Of one service, the newest first."""
    query = select(PrefillLink).where(PrefillLink.service_key == service_key)
    return list(session.scalars(query.order_by(PrefillLink.id.desc()).limit(200)))


def make_link(
    actor: Actor,
    service: Mapping[str, Any],
    title: str,
    until: date | None,
    typed: Mapping[str, str],
) -> PrefillLink:
    """A link with these values, typed as a person types them; `Invalid` names each that is no
    answer of its question."""
    values, problems = _values(service, typed)
    today = clock.today()
    if not title:
        problems.append(Problem("/titre", "link-title"))
    if until is None or not today <= until <= today + LONGEST:
        problems.append(Problem("/jusqu-au", "link-end"))
    if not values and not problems:
        problems.append(Problem("/titre", "link-empty"))
    if problems or until is None:
        raise Invalid(problems)
    link = PrefillLink(
        id=uuid7(),
        service_key=str(service["key"]),
        title=title,
        values=values,
        until=until,
        created_at=clock.now(),
        created_by=actor.account_id,
    )
    session.add(link)
    session.flush()  # history names it
    facts = {"service": link.service_key, "names": sorted(values), "until": until.isoformat()}
    record(actor, SUBJECT, link.id, "link.made", facts=facts)
    return link


def revoke_link(actor: Actor, service_key: str, link_id: UUID) -> None:
    """From now on it fills nothing in."""
    link = session.get(PrefillLink, link_id, with_for_update=True)
    if link is None or link.service_key != service_key:
        raise NotFound
    if link.revoked_at is None:
        link.revoked_at = clock.now()
        record(actor, SUBJECT, link.id, "link.revoked", facts={"service": service_key})


def _values(
    service: Mapping[str, Any], typed: Mapping[str, str]
) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for one in fillable(service):
        text = typed.get(one.path, "").strip()
        if not text:
            continue
        value = fitting(one.form, one.field.pointer, Found(text), judged=True)
        if value is MISSING:
            told = {"field": one.field.label}
            problems.append(Problem(f"/{one.name}", "link-value", told))
        else:
            values[one.path] = value
    return values, problems
