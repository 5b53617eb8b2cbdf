"""The sheet as somebody else sees it: a role, an establishment, a day; nobody real is touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from flask import url_for

from accounts import queries as accounts
from catalogue.domain.check import ACTOR
from catalogue.domain.designing.models import first_form
from catalogue.facts import establishment_entity, establishment_types, known_establishment
from catalogue.permissions import Permission
from catalogue.profiles import Profile
from catalogue.trying import TriedSurroundings
from catalogue.views.sheet import sheet_view
from core import clock
from core.actor import Actor, Grant
from core.clock import PARIS
from registry import queries as registry
from schemas import queries as schemas
from schemas.domain.conditions import Types, check

_SURROUNDINGS = TriedSurroundings()
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Persona:
    """Who is played."""

    role: Any
    day: date
    #: What was typed, and the establishments it may mean: (id, label), the first is the one played.
    text: str = ""
    found: Sequence[tuple[str, str]] = ()
    actor: Actor = field(default_factory=Actor)
    profile: Profile | None = None
    #: What the designer reads of the establishment: all that decisions may stand on here.
    known: Mapping[str, Any] = field(default_factory=dict)

    def that_day(self) -> AbstractContextManager[None]:
        """The clock held at noon of the chosen day."""
        return clock.at(datetime.combine(self.day, time(12), PARIS))


def roles() -> list[tuple[str, str]]:
    """Roles that open the catalogue, by their words: those who file come first."""
    found = [r for r in accounts.live_roles().values() if Permission.SERVICES_READ in r.permissions]
    files = Permission.REQUESTS_FILE
    found.sort(key=lambda role: (files not in role.permissions, role.staff, role.title))
    return [(role.key, role.title) for role in found]


def persona_of(reader: Actor, body: Mapping[str, Any], asked: Mapping[str, str]) -> Persona:
    """Whom the page asks for; by default whoever the service is meant for, today."""
    known = [key for key, _title in roles()]
    meant = [key for key in known if key in body.get("audience", ())]
    wanted = asked.get("role", "")
    key = wanted if wanted in known else (meant or known or [""])[0]
    role = accounts.live_role(key)
    text = asked.get("ou", "")[:200]
    found = _SURROUNDINGS.found(reader, text)
    return _played(reader, Persona(role, _day(asked.get("jour", "")), text, found))


def tried(body: Mapping[str, Any], persona: Persona) -> dict[str, Any]:
    """The sheet as this persona sees it on that day."""
    named = first_form(body)
    form = schemas.draft("form", named) or schemas.live("form", named) if named else None
    with persona.that_day():
        view = sheet_view(
            persona.actor,
            _sound(body, form.body if form else {}),
            persona.profile,
            trial=persona.known,
            form=form.body if form else None,
        )
    for paper in view["documents"]:
        if paper["url"]:
            key, path = str(body["key"]), paper["model"]
            paper["url"] = url_for("catalogue.design_model", key=key, path=path)
    return {**view, "level": 2, "inert": True, "profiles": ()}


def _sound(body: Mapping[str, Any], form: Mapping[str, Any]) -> dict[str, Any]:
    """The draft without conditions that cannot be read: they are told as problems, not drawn."""
    place = Types.merge(establishment_types(), Types.of_schema(ACTOR, "actor"))
    papers = Types.merge(Types.of_schema(form.get("schema", {})), place)
    sheet = dict(body.get("sheet") or {})
    sheet["documents"] = [_checked(paper, papers) for paper in sheet.get("documents", ())]
    eligibility = body.get("eligibility") or {}
    if "rule" in eligibility and check(eligibility["rule"], place):
        eligibility = {}
    buttons = [_checked(button, place) for button in body.get("buttons", ())]
    return {**body, "sheet": sheet, "eligibility": eligibility, "buttons": buttons}


def _checked(item: Mapping[str, Any], types: Types) -> Mapping[str, Any]:
    if item.get("when", True) is True or not check(item["when"], types):
        return item
    return {name: value for name, value in item.items() if name != "when"}


def _played(reader: Actor, persona: Persona) -> Persona:
    """The persona with rights of the role on the establishment, and on nothing else."""
    if persona.role is None:
        return persona
    chosen, label = persona.found[0] if persona.found else ("", "")
    record = registry.record(establishment_entity(), UUID(chosen)) if chosen else None
    path = record.scope_path if record is not None and record.scope_path else ""
    grant = Grant(
        _NOBODY, persona.role.key, persona.role.title, path, label, persona.role.permissions,
        persona.role.rules,
    )  # fmt: skip
    actor = Actor(name=persona.role.title, grants=(grant,))
    if record is None or not path:
        return Persona(persona.role, persona.day, persona.text, persona.found, actor)
    profile = Profile(
        record_id=record.id,
        code="",
        label=label,
        scope_path=path,
        role=persona.role.title,
        may_file=actor.holds(Permission.REQUESTS_FILE, path),
        may_follow=actor.holds(Permission.REQUESTS_FOLLOW, path),
    )
    known = known_establishment(reader, record.id)
    return Persona(persona.role, persona.day, persona.text, persona.found, actor, profile, known)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return clock.today()
