"""The kind `role`: which permissions, and which rules on records, a role carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import url_for
from sqlalchemy import func, select

from accounts.domain.rule_names import RuleNames, types_of
from accounts.models import Grant
from accounts.operations.leaving import refuse_while_held
from core.access import PERMISSIONS
from core.actor import Actor
from core.database import session
from core.i18n import _, _l
from core.problems import Problem
from schemas import queries
from schemas.domain.conditions import Types, check
from schemas.domain.conditions.sql import sql_problems


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

    def in_use(self, key: str) -> tuple[str, int]:
        """How many grants give it: nobody loses rights because a pack leaves."""
        count = session.scalar(select(func.count()).select_from(Grant).where(Grant.role == key))
        return _("Attributions"), int(count or 0)

    def refuse_retirement(self, actor: Actor, key: str) -> None:
        """Whoever holds it is given another first, or it is taken from them by name."""
        refuse_while_held(actor, key)

    def leaving_url(self, key: str) -> str:
        """The page where both are done in one act."""
        return url_for("accounts.leave_role", key=key)

    def published(self, version: Any, actor: Actor) -> None:
        """Nothing to do: rights are read at each request from the live version."""


def _unknown_permissions(document: Mapping[str, Any]) -> Iterator[Problem]:
    for index, name in enumerate(document.get("permissions", [])):
        if name not in PERMISSIONS:
            yield Problem(f"/permissions/{index}", "unknown-permission", {"permission": name})


def _rules(document: Mapping[str, Any]) -> Iterator[Problem]:
    for index, rule in enumerate(document.get("rules", [])):
        yield from _unknown_fields(rule, f"/rules/{index}/fields")
        if "when" not in rule:
            continue
        for problem in _condition(rule["when"], rule["entity"]):
            yield problem.under(f"/rules/{index}/when")


def _unknown_fields(rule: Mapping[str, Any], at: str) -> Iterator[Problem]:
    """A mask over a name misspelt would hide nothing."""
    version = queries.live("entity", rule["entity"])
    if version is None:
        return
    known = version.body["schema"]["properties"]
    for name, listed in (rule.get("fields") or {}).items():
        for number, pointer in enumerate(listed if isinstance(listed, list) else ()):
            if pointer.split("/")[1] not in known:
                yield Problem(f"{at}/{name}/{number}", "unknown-field", {"name": pointer})


def _condition(when: Any, entity: str) -> list[Problem]:
    """A rule decides one record and narrows lists, so its condition must be sayable in SQL; of an
    entity that is not known here yet, only the shape can be looked at."""
    version = queries.live("entity", entity)
    schema = None if version is None else version.body.get("schema")
    if not isinstance(schema, dict):
        return check(when, Types.anything())
    types = types_of(schema)
    return check(when, types) or sql_problems(when, types, RuleNames(types))


ROLE = RoleKind()
