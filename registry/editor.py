"""The visual editor of entities: its tabs, as the head of every editor shows them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from core.i18n import _


class EntityEditor:
    """Fields and cards; how records are called, sorted and identified; how they change."""

    key = "entity-editor"
    kind = "entity"

    def tabs(self, definition: Any) -> list[dict[str, Any]]:
        """The first one is where « Modifier » leads."""
        return [
            {
                "key": "champs",
                "label": _("Champs et cartes"),
                "url": url_for("registry.design", key=definition.key),
            },
            {
                "key": "nom",
                "label": _("Nom et tri"),
                "url": url_for("registry.design_name", key=definition.key),
            },
            {
                "key": "modifications",
                "label": _("Modifications"),
                "url": url_for("registry.design_changes", key=definition.key),
            },
        ]


ENTITY_EDITOR = EntityEditor()
