"""What the circuit editor hangs at `schemas.editors`."""

from __future__ import annotations

from typing import Any

from flask import g, has_request_context, url_for

from core.i18n import _
from workflows.pages.editing.door import KIND
from workflows.pages.editing.places import ENDPOINTS
from workflows.pages.editing.problems import Told
from workflows.pages.editing.words import TABS


class CircuitEditor:
    """The tabs of a circuit, each with what is left to do on it."""

    key = "circuit-editor"
    kind = KIND

    def tabs(self, definition: Any) -> list[dict[str, Any]]:
        """Statuses come first: « Modifier » leads there."""
        told = g.get("circuit_problems") if has_request_context() else None
        counts = told.tabs if isinstance(told, Told) else {}
        return [
            {
                "key": tab,
                "label": str(label),
                "url": url_for(ENDPOINTS[tab], key=definition.key),
                "number": counts.get(tab) or None,
            }
            for tab, label in TABS.items()
        ] + [
            {
                "key": "essais",
                "label": _("Essais"),
                "url": url_for("workflows.paths", key=definition.key),
            }
        ]

    def try_url(self, definition: Any) -> str:
        """« Essayer »: an invented request, as everybody in turn."""
        return url_for("workflows.try_circuit", key=definition.key)

    def new_url(self) -> str:
        """Where a new circuit begins."""
        return url_for("workflows.design_new")
