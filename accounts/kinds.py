"""The kind `role`: which permissions, and which rules on records, a role carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.access import PERMISSIONS
from core.actor import Actor
from core.i18n import _l
from core.problems import Problem
from schemas import queries
from schemas.domain.conditions import FieldType, Kind, Types, check

#: What a rule may name of the person who acts.
ACTOR = Types(
    {
        f"actor.{name}": FieldType(Kind.TEXT)
        for name in ("id", "name", "email", "job_title", "locale")
    }
)


class RoleKind:
    """Roles are live: changing one changes at once what its holders may do."""

    key = "role"
    label = _l("Rôle")
    icon = "shield-check"
    #: Who publishes a role gives rights to all who hold it: the right to publish is not enough.
    publish_permission = "roles:grant"

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """Permissions the house knows; rules whose conditions hold against their entity."""
        return [*_unknown_permissions(document), *_rules(document)]

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """The entities its rules are about."""
        return {
            ("entity", rule["entity"])
            for rule in document.get("rules", [])
            if rule["entity"] != "*"
        }

    def published(self, version: Any, actor: Actor) -> None:
        """Nothing to do: rights are read at each request from the live version."""


def _unknown_permissions(document: Mapping[str, Any]) -> Iterator[Problem]:
    for index, name in enumerate(document.get("permissions", [])):
        if name not in PERMISSIONS:
            yield Problem(f"/permissions/{index}", "unknown-permission", {"permission": name})


def _rules(document: Mapping[str, Any]) -> Iterator[Problem]:
    for index, rule in enumerate(document.get("rules", [])):
        if "when" not in rule:
            continue
        for problem in check(rule["when"], _names(rule["entity"])):
            yield problem.under(f"/rules/{index}/when")


def _names(entity: str) -> Types:
    """The fields of the record, bare or under `data.`, and the actor; any name when the entity is
    not known here yet."""
    version = queries.live("entity", entity)
    schema = None if version is None else version.body.get("schema")
    if not isinstance(schema, dict):
        return Types.anything()
    return Types.merge(Types.of_schema(schema), Types.of_schema(schema, "data"), ACTOR)


ROLE = RoleKind()
