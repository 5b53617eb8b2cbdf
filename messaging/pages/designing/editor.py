"""What the editor of mails and letters hangs at `schemas.editors`."""

from __future__ import annotations

from typing import Any

from flask import url_for

from core.i18n import _
from messaging.pages.designing.door import KIND, TEXT, TRIAL


class TemplateEditor:
    """« Texte » comes first: « Modifier » leads there."""

    key = "template-editor"
    kind = KIND

    def tabs(self, definition: Any) -> list[dict[str, Any]]:
        """The text, and the text on a real request."""
        key = definition.key
        return [
            {"key": TEXT, "label": _("Texte"), "url": url_for("messaging.design_text", key=key)},
            {
                "key": TRIAL,
                "label": _("Aperçu"),
                "url": url_for("messaging.design_trial", key=key),
            },
        ]

    def try_url(self, definition: Any) -> str:
        """« Essayer »."""
        return url_for("messaging.design_trial", key=definition.key)
