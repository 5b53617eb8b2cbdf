"""The kind `service`: what publication checks, and what it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from accounts import operations as accounts
from catalogue.domain import check
from catalogue.domain.service import Service
from catalogue.facts import annotation_types, establishment_types
from core.actor import Actor
from core.i18n import _l
from core.problems import Problem
from schemas import queries as schemas
from schemas.domain.conditions import Types


class ServiceKind:
    """Sheet, buttons with their forms, circuit with its bindings."""

    key = "service"
    label = _l("Téléservice")
    icon = "storefront"

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """Everything that would fail once people use the service (its shape is checked before)."""
        workflow = schemas.live("workflow", document["workflow"])
        forms = {
            button["form"]: found.body
            for button in document["buttons"]
            if (found := schemas.live("form", button["form"])) is not None
        }
        body = workflow.body if workflow else None
        annotations = annotation_types(body) if body else Types.of_schema({}, "annotations")
        return [
            *check.problems_in(document, body, forms, establishment_types(), annotations),
            *_unknown_audience(document),
        ]

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """The circuit and the forms: pinned to the versions live at publication."""
        return {("workflow", document["workflow"])} | {
            ("form", button["form"]) for button in document["buttons"]
        }

    def published(self, version: Any, actor: Actor) -> None:
        """Groups the bindings name exist from now on, empty when they are new."""
        for rows in Service.of(version.body).bindings.values():
            for binding in rows:
                accounts.ensure_group(binding.group, binding.group)


def _unknown_audience(document: Mapping[str, Any]) -> Iterator[Problem]:
    for number, role in enumerate(document.get("audience", ())):
        if schemas.live("role", role) is None:
            yield Problem(
                f"/audience/{number}", "service-unknown-role", {"key": role, "severity": "warning"}
            )
