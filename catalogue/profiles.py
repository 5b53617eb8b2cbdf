"""For which establishment a person acts: one person may hold several (capability 002 #25)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import g, has_request_context, session

from catalogue.facts import establishment_entity
from catalogue.permissions import Permission
from core.actor import Actor
from registry import queries as registry


@dataclass(frozen=True, slots=True)
class Profile:
    """An establishment under which a person may see the catalogue, file and follow."""

    record_id: UUID
    code: str
    label: str
    scope_path: str
    data: Mapping[str, Any]
    #: Title of the role held there.
    role: str
    may_file: bool
    may_follow: bool


def profiles_of(actor: Actor) -> list[Profile]:
    """Establishments on which a role was given to this person, by name."""
    if has_request_context() and "profiles" in g:
        known: list[Profile] = g.profiles
        return known
    roles = {
        grant.scope_path: grant.role_title
        for grant in actor.grants
        if Permission.REQUESTS_FOLLOW in grant.permissions
        or Permission.REQUESTS_FILE in grant.permissions
    }
    found = [
        Profile(
            record.id,
            record.code or "",
            record.label,
            path,
            record.data,
            roles[path],
            actor.holds(Permission.REQUESTS_FILE, path),
            actor.holds(Permission.REQUESTS_FOLLOW, path),
        )
        for record in registry.records_at(establishment_entity(), sorted(roles))
        if (path := record.scope_path) is not None
    ]
    found.sort(key=lambda profile: profile.label)
    if has_request_context():
        g.profiles = found
    return found


def current_profile(actor: Actor) -> Profile | None:
    """The establishment chosen in this session, else the only or first one."""
    found = profiles_of(actor)
    if not found:
        return None
    chosen = session.get("establishment") if has_request_context() else None
    return next((p for p in found if p.code == chosen), found[0])


def choose(actor: Actor, code: str) -> Profile | None:
    """Act for another establishment of this person from now on."""
    found = next((p for p in profiles_of(actor) if p.code == code), None)
    if found is not None:
        session["establishment"] = found.code
    return found
