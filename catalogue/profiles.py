"""For which establishment a person acts: one person may hold several (capability 002 #25)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import g, has_request_context, session

from accounts import queries as accounts
from accounts.permissions import Permission as Accounts
from catalogue.facts import establishment_entity
from catalogue.permissions import Permission
from core.actor import Actor
from core.errors import NotFound
from registry import queries as registry

#: Any of them makes an establishment somebody's own; the last three say what is shown of it.
OWNING = (
    Permission.REQUESTS_FOLLOW,
    Permission.REQUESTS_FILE,
    Permission.ESTABLISHMENTS_READ,
    Accounts.MEMBERS_DELEGATE,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """An establishment under which a person may see the catalogue, file and follow."""

    record_id: UUID
    code: str
    label: str
    scope_path: str
    #: Titles of the roles held there.
    role: str
    may_file: bool
    may_follow: bool
    #: Its identity and its members.
    may_view: bool = False
    may_delegate: bool = False


def schools_of(actor: Actor) -> list[Profile]:
    """Establishments on which any role of theirs was given to this person, by name."""
    if has_request_context() and "schools" in g:
        known: list[Profile] = g.schools
        return known
    roles: dict[str, list[str]] = {}
    for grant in actor.grants:
        if grant.permissions.intersection(OWNING):
            roles.setdefault(grant.scope_path, []).append(grant.role_title)
    found = [
        _profile(actor, record, path, " · ".join(sorted(roles[path])))
        for record in registry.records_at(establishment_entity(), sorted(roles))
        if (path := record.scope_path) is not None
    ]
    found.sort(key=lambda profile: profile.label)
    if has_request_context():
        g.schools = found
    return found


def profiles_of(actor: Actor) -> list[Profile]:
    """Those for which this person files or follows requests."""
    return [p for p in schools_of(actor) if p.may_file or p.may_follow]


def current_profile(actor: Actor) -> Profile | None:
    """The establishment chosen in this session, else the only or first one."""
    return _chosen(actor, profiles_of(actor))


def current_school(actor: Actor) -> Profile | None:
    """The same among all of them, for « Mon établissement »."""
    return _chosen(actor, schools_of(actor))


def school_for(actor: Actor, code: str, permission: str) -> Profile:
    """The only door by code: absent, and where `permission` is not held, look alike."""
    record = None if "\x00" in code else registry.record_by_code(establishment_entity(), code)
    path = record.scope_path if record is not None else None
    if record is None or path is None or not actor.holds(permission, path):
        raise NotFound
    return _profile(actor, record, path, "")


def choose(actor: Actor, code: str) -> Profile | None:
    """Act for another establishment of this person from now on."""
    found = next((p for p in schools_of(actor) if p.code == code), None)
    if found is not None:
        session["establishment"] = found.code
    return found


def named(actor: Actor, code: str) -> Profile:
    """The one of this code or record, among those for which this person files or follows."""
    found = next((p for p in profiles_of(actor) if code in {p.code, str(p.record_id)}), None)
    if found is None:
        raise NotFound
    return found


def _chosen(actor: Actor, found: list[Profile]) -> Profile | None:
    if not found:
        return None
    browsing = has_request_context() and actor.via != "api"  # a cookie says nothing there
    chosen = session.get("establishment") if browsing else None
    return next((p for p in found if p.code == chosen), found[0])


def _profile(actor: Actor, record: Any, path: str, role: str) -> Profile:
    return Profile(
        record_id=record.id,
        code=record.code or "",
        label=record.label,
        scope_path=path,
        role=role,
        may_file=actor.holds(Permission.REQUESTS_FILE, path),
        may_follow=actor.holds(Permission.REQUESTS_FOLLOW, path),
        may_view=actor.holds(Permission.ESTABLISHMENTS_READ, path),
        may_delegate=accounts.may_delegate(actor, path),
    )
