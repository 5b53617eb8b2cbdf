"""Through which circuit the records of an entity change, card by card, and who decides there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from accounts import queries as accounts
from core.access import requires
from core.i18n import _
from registry.domain import designing
from registry.domain.change_rules import DEFAULT
from registry.pages.blueprint import pages
from registry.pages.designing.acting import Document, act, allowed, body_of, head, shown
from registry.queries.circuits import shipped_bridge
from schemas import queries as schemas
from schemas.permissions import Permission
from workflows.domain.circuit import Circuit


@pages.get("/administration/entites/<string:key>/modifications")
@requires(Permission.DEFINITIONS_WRITE)
def design_changes(key: str) -> ResponseReturnValue:
    """The circuit of proposed changes, and the groups of its functions."""
    allowed()
    return shown(_page(key, {}))


@pages.post("/administration/entites/<string:key>/modifications")
@requires(Permission.DEFINITIONS_WRITE)
def design_keep_changes(key: str) -> ResponseReturnValue:
    """Keep them."""
    form = request.form
    known, groups = _circuits(), {group.key for group, _n in accounts.groups()}
    workflow = form.get("workflow", "")

    def edit(document: Document) -> Document:
        cards = {
            card["key"]: chosen if (chosen := form.get(f"carte-{card['key']}", "")) in known else ""
            for card in document.get("cards", ())
        }
        bindings = {
            name.removeprefix("groupes-"): [one for one in form.getlist(name) if one in groups]
            for name in form
            if name.startswith("groupes-")
        }
        return designing.go_through(
            document, workflow if workflow in known else "", cards, bindings
        )

    location = url_for("registry.design_changes", key=key)
    label = _("Circuit des modifications changé")
    return act(key, edit, label, location, lambda errors: _page(key, errors))


def _page(key: str, errors: Mapping[str, list[str]]) -> dict[str, Any]:
    context = head(key, "modifications")
    document = body_of(context)
    changes = document.get("changes") or {}
    of_cards = designing.of_cards(document)
    named = dict.fromkeys([changes.get("workflow") or DEFAULT, *of_cards.values()])
    return {
        **context,
        "template": "registry/design/changes.html",
        "key": key,
        "circuits": sorted(_circuits().items(), key=lambda pair: pair[1]),
        "workflow": changes.get("workflow", ""),
        "cards": [
            (card["key"], card["title"], of_cards.get(card["key"], ""))
            for card in document.get("cards", ())
        ],
        "functions": _functions(name for name in named if name),
        "bound": {
            function: [row["group"] for row in rows]
            for function, rows in (changes.get("bindings") or {}).items()
        },
        "groups": [(group.key, f"{group.label} ({count})") for group, count in accounts.groups()],
        "errors": errors,
    }


def _circuits() -> dict[str, str]:
    return {v.key: str(v.body.get("title", v.key)) for v in schemas.live_all("workflow")}


def _functions(workflows: Any) -> list[tuple[str, str]]:
    """The functions of groups of these circuits, each once, with their words."""
    found: dict[str, str] = {}
    for name in workflows:
        version = schemas.live("workflow", name)
        circuit = Circuit.of(version.body) if version else shipped_bridge().circuit
        for key, function in circuit.functions.items():
            if function.source == "group":
                found.setdefault(key, function.label)
    return list(found.items())
