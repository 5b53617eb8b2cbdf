"""The visual editor of lists of values."""

from __future__ import annotations

from typing import Any

from flask import url_for

from core.i18n import _


class ListEditor:
    """Values; where they come from."""

    key = "list-editor"
    kind = "reference-list"

    def tabs(self, definition: Any) -> list[dict[str, Any]]:
        """The first one is where « Modifier » leads."""
        name = {"key": definition.key}
        return [
            {"key": "valeurs", "label": _("Valeurs"), "url": url_for("schemas.list_rows", **name)},
            {
                "key": "importer",
                "label": _("Coller ou importer"),
                "url": url_for("schemas.list_bring", **name),
            },
            {
                "key": "fiches",
                "label": _("Fiches comme valeurs"),
                "url": url_for("schemas.list_source", **name),
            },
        ]


LIST_EDITOR = ListEditor()
