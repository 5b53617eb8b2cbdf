"""Cards: the fields that are shown together on the page of a record, in their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.errors import Invalid
from core.folding import fold
from core.problems import Problem

Document = dict[str, Any]
Card = dict[str, Any]
MOST: Final = 30
LONGEST: Final = 200


def card_of(document: Mapping[str, Any], key: str) -> str:
    """The card a field stands on; "" when on none."""
    pointer = f"/{key}"
    cards = document.get("cards", ())
    return next((str(card["key"]) for card in cards if pointer in card["items"]), "")


def add_card(document: Document, title: str) -> Document:
    """An empty card at the end."""
    cards: list[Card] = document.setdefault("cards", [])
    if len(cards) >= MOST:
        raise _refused("card", "design-card-many")
    named = _title(title)
    stem = fold(named).replace(" ", "-").lstrip("0123456789-")[:50].strip("-") or "carte"
    key, number, taken = stem, 2, {card["key"] for card in cards}
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    cards.append({"key": key, "title": named, "items": []})
    return document


def rename_card(document: Document, key: str, title: str) -> Document:
    """Other words for the same card."""
    _card(document, key)["title"] = _title(title)
    return document


def move_card(document: Document, key: str, by: int) -> Document:
    """One place up (-1) or down (1); at the edge it stays."""
    card = _card(document, key)
    _move(document["cards"], card, by)
    return document


def remove_card(document: Document, key: str) -> Document:
    """The card goes; its fields stay, among « Autres données »."""
    card = _card(document, key)
    document["cards"].remove(card)
    return document


def place(document: Document, field: str, card: str) -> Document:
    """The field at the end of a card, or on none for ""."""
    if card and card_of(document, field) == card:
        return document
    target = _card(document, card) if card else None
    forget(document, field)
    if target is not None:
        target["items"].append(f"/{field}")
    return document


def forget(document: Document, field: str) -> None:
    """On no card any more."""
    for card in document.get("cards", ()):
        card["items"] = [item for item in card["items"] if item != f"/{field}"]


def move_item(document: Document, field: str, by: int) -> Document:
    """One place up or down on its card; at the edge, over to the neighbour card."""
    cards: list[Card] = document.get("cards", [])
    pointer = f"/{field}"
    at = next((n for n, card in enumerate(cards) if pointer in card["items"]), None)
    if at is None:
        raise _refused("field", "design-field-gone")
    items = cards[at]["items"]
    if 0 <= items.index(pointer) + by < len(items):
        _move(items, pointer, by)
    elif 0 <= at + by < len(cards):
        items.remove(pointer)
        over = cards[at + by]["items"]
        over.insert(len(over) if by < 0 else 0, pointer)
    return document


def _move(row: list[Any], one: Any, by: int) -> None:
    at = row.index(one)
    to = min(max(at + by, 0), len(row) - 1)
    row.insert(to, row.pop(at))


def _card(document: Mapping[str, Any], key: str) -> Card:
    cards: list[Card] = document.get("cards", [])
    for card in cards:
        if card["key"] == key:
            return card
    raise _refused("card", "design-card-gone")


def _title(title: str) -> str:
    named = " ".join(title.split())
    if not named or len(named) > LONGEST:
        raise _refused("title", "design-title")
    return named


def _refused(path: str, code: str) -> Invalid:
    return Invalid([Problem(f"/{path}", code)])
