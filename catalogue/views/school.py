"""Identity and members of an establishment as its page shows them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from accounts import queries as accounts
from catalogue.facts import establishment_entity
from catalogue.profiles import Profile
from core.actor import Actor
from core.saying import day
from registry import queries as registry
from schemas import queries as schemas
from schemas.domain.conditions import Types
from schemas.phrases import value_in_words


def identity_of(actor: Actor, profile: Profile) -> list[dict[str, Any]]:
    """The cards of the entity, field by field, in the words of its schema, as far as one reads."""
    entity = schemas.live("entity", establishment_entity())
    record = registry.record(establishment_entity(), profile.record_id)
    if entity is None or record is None or not profile.may_view:
        return []
    data = registry.project(actor, registry.live_entity(establishment_entity()), record)
    types = Types.of_schema(entity.body["schema"])
    found = []
    for card in entity.body.get("cards", ()):
        pairs = []
        for pointer in card["items"]:
            key = pointer.strip("/").replace("/", ".")
            kind = types[key]
            if pointer.strip("/") not in data:
                continue
            value = data[pointer.strip("/")]
            words = "" if value is None else value_in_words(value, kind).strip("«»\u00a0 ")
            pairs.append((kind.title or key, words))
        found.append({"key": card["key"], "title": card["title"], "pairs": pairs})
    return found


def members_of(profile: Profile) -> list[dict[str, Any]]:
    """Who holds roles on this establishment, each person once, with the end of what they hold."""
    scope = accounts.scope_by_path(profile.scope_path)
    if scope is None or not (profile.may_view or profile.may_delegate):
        return []
    people: dict[UUID, dict[str, Any]] = {}
    for grant in accounts.grants_on(scope):
        row = people.setdefault(
            grant.account_id,
            {"name": grant.account.name, "job": grant.account.job_title, "roles": [], "ends": []},
        )
        row["roles"].append(_title(grant.role))
        row["ends"].append(grant.valid_until)
    return [
        {
            "name": row["name"],
            "job": row["job"],
            "role": ", ".join(row["roles"]),
            "until": "" if None in row["ends"] else day(max(row["ends"])),
        }
        for row in people.values()
    ]


def _title(role: str) -> str:
    found = accounts.live_role(role)
    return found.title if found else role
