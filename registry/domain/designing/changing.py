"""Which circuit the changes of an entity's records go through, and who holds its functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Document = dict[str, Any]


def go_through(
    document: Document,
    workflow: str,
    cards: Mapping[str, str],
    bindings: Mapping[str, Sequence[str]],
) -> Document:
    """The circuit of all fields, another one for some cards ("" for the same), and the groups of
    each function. What is said of single fields, and where a binding holds, stays."""
    before = document.get("changes") or {}
    changes: Document = {**before}
    changes.pop("workflow", None)
    if workflow:
        changes["workflow"] = workflow
    changes["bindings"] = {
        function: [_bound(before, function, group) for group in dict.fromkeys(groups)]
        for function, groups in bindings.items()
        if groups
    }
    kept = [entry for entry in before.get("for", ()) if not entry.get("cards")]
    known = [card["key"] for card in document.get("cards", ())]
    made = [_of_card(before, card, cards[card]) for card in known if cards.get(card)]
    changes["for"] = [*kept, *made]
    document["changes"] = {name: value for name, value in changes.items() if value}
    if not document["changes"]:
        del document["changes"]
    return document


def _bound(before: Mapping[str, Any], function: str, group: str) -> dict[str, Any]:
    known = (before.get("bindings") or {}).get(function, ())
    return next((dict(row) for row in known if row["group"] == group), {"group": group})


def _of_card(before: Mapping[str, Any], card: str, workflow: str) -> Document:
    """The entry of a card; one that says the same stays as it was written."""
    same = (
        dict(entry)
        for entry in before.get("for", ())
        if entry.get("cards") == [card] and entry.get("workflow") == workflow
    )
    return next(same, {"cards": [card], "workflow": workflow})


def of_cards(document: Mapping[str, Any]) -> dict[str, str]:
    """Card → the circuit of its own."""
    entries = (document.get("changes") or {}).get("for", ())
    return {card: str(e.get("workflow", "")) for e in entries for card in e.get("cards", ())}
