"""What the circuit editor hangs at `schemas.editors`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, has_request_context, url_for

from core.i18n import _
from core.problems import Problem
from workflows.pages.editing.door import KIND
from workflows.pages.editing.places import ENDPOINTS, is_readable, nth, place_of, url_of
from workflows.pages.editing.problems import Told
from workflows.pages.editing.words import TABS, of_blank, words_of


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

    def place(self, definition: Any, body: Mapping[str, Any], problem: Problem) -> dict[str, str]:
        """What a problem speaks of, in words, and the row of the editor that shows it."""
        if not is_readable(body):
            return {}
        place = place_of(body, problem)
        if not place.tab:
            return _of_a_test(definition, body, problem)
        told = {"place": words_of(place), "url": url_of(definition.key, *place[:3])}
        blank = of_blank(problem, place)
        return told | ({"text": blank} if blank else {})

    def try_url(self, definition: Any) -> str:
        """« Essayer »: an invented request, as everybody in turn."""
        return url_for("workflows.try_circuit", key=definition.key)

    def new_url(self) -> str:
        """Where a new circuit begins."""
        return url_for("workflows.design_new")


def _of_a_test(definition: Any, body: Mapping[str, Any], problem: Problem) -> dict[str, str]:
    match problem.path.split("/")[1:]:
        case ["tests", number, *_rest]:
            told = nth(body, "tests", number)
            title = str(told.get("title") or _("sans titre"))
            url = url_for("workflows.paths", key=definition.key)
            return {"place": _("Essai « %(title)s »", title=title), "url": url}
    return {}
