"""What the service editor hangs at `schemas.editors`."""

from __future__ import annotations

from typing import Any

from flask import g, has_request_context, url_for

from catalogue.pages.designing.door import ENDPOINTS, KIND
from catalogue.pages.designing.problems import Told
from catalogue.pages.designing.words import TABS


class ServiceEditor:
    """The tabs of a service, each with what is left to do on it."""

    key = "service-editor"
    kind = KIND

    def tabs(self, definition: Any) -> list[dict[str, Any]]:
        """The sheet comes first: « Modifier » leads there."""
        told = g.get("service_problems") if has_request_context() else None
        counts = told.counts if isinstance(told, Told) else {}
        return [
            {
                "key": tab,
                "label": str(label),
                "url": url_for(ENDPOINTS[tab], key=definition.key),
                "number": counts.get(tab) or None,
            }
            for tab, label in TABS.items()
        ]

    def new_url(self) -> str:
        """Where a new service begins: with a model of sheet."""
        return url_for("catalogue.design_new")

    def copy_url(self, key: str) -> str:
        """Where a whole service is copied, with its forms when asked."""
        return url_for("catalogue.design_copy", key=key)

    def try_url(self, definition: Any) -> str:
        """« Essayer »: the sheet as anybody on any day."""
        return url_for("catalogue.design_preview", key=definition.key)
