"""Identity and members of an establishment as its page shows them."""

from __future__ import annotations

from typing import Any

from accounts import queries as accounts
from catalogue.facts import establishment_entity
from catalogue.profiles import Profile
from core.saying import day
from schemas import queries as schemas
from schemas.domain.conditions import Types
from schemas.phrases import value_in_words


def identity_of(profile: Profile) -> list[dict[str, Any]]:
    """The cards of the entity, field by field, in the words of its schema."""
    entity = schemas.live("entity", establishment_entity())
    if entity is None:
        return []
    types = Types.of_schema(entity.body["schema"])
    found = []
    for card in entity.body.get("cards", ()):
        pairs = []
        for pointer in card["items"]:
            key = pointer.strip("/").replace("/", ".")
            kind = types[key]
            value = profile.data.get(pointer.strip("/"))
            words = "" if value is None else value_in_words(value, kind).strip("«»\u00a0 ")
            pairs.append((kind.title or key, words))
        found.append({"key": card["key"], "title": card["title"], "pairs": pairs})
    return found


def members_of(profile: Profile) -> list[dict[str, Any]]:
    """Who holds a role on this establishment, with its end."""
    scope = accounts.scope_by_path(profile.scope_path)
    if scope is None:
        return []
    return [
        {
            "name": grant.account.name,
            "job": grant.account.job_title,
            "role": _title(grant.role),
            "until": day(grant.valid_until) if grant.valid_until else "",
        }
        for grant in accounts.grants_on(scope)
    ]


def _title(role: str) -> str:
    found = accounts.live_role(role)
    return found.title if found else role
