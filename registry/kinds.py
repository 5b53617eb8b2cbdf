"""The kind `entity`: what publication checks, and the lists it makes anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import jobs
from core.actor import Actor
from core.i18n import _l
from core.problems import Problem
from registry.domain import check


class EntityKind:
    """Fields, how they are listed, where its records stand."""

    key = "entity"
    label = _l("Fiche")
    icon = "identification-card"

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """Names of fields that exist, lists that fit, searches that reveal nothing."""
        return check.problems_in(document)

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """The entities its links lead to."""
        return {("entity", link["to"]) for link in document.get("links", ())}

    def published(self, version: Any, actor: Actor) -> None:
        """Records that stand already are listed by the new version: a job writes their rows."""
        if version.number > 1:
            args = {"entity": version.key, "version": str(version.id)}
            jobs.enqueue("registry.reindex", args, once=f"reindex:{version.id}")


ENTITY = EntityKind()
