"""The editor of forms, as the room of definitions knows it."""

from __future__ import annotations

from typing import Any

from flask import url_for

from core.i18n import _


class FormEditor:
    """Fills the point `schemas.editors`."""

    key = "form-editor"
    kind = "form"

    def tabs(self, definition: Any) -> list[dict[str, Any]]:
        """Questions, then trials and examples."""
        key = definition.key
        return [
            {
                "key": "formulaire",
                "label": _("Formulaire"),
                "url": url_for("form_factory.edit", key=key),
            },
            {
                "key": "essais",
                "label": _("Essais"),
                "url": url_for("form_factory.examples", key=key),
            },
        ]

    def try_url(self, definition: Any) -> str:
        """« Essayer »."""
        return url_for("form_factory.try_form", key=definition.key)
