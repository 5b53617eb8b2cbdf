"""Looking for a question in a long form: by its words or its key, in all steps."""

from __future__ import annotations

from dataclasses import dataclass

from core.folding import fold
from form_factory.pages.editing.desk import Desk

MOST = 30


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that was found."""

    label: str
    key: str
    page: str
    url: str


def found(desk: Desk, text: str) -> list[Hit]:
    """Questions and texts that hold all the words of `text`."""
    words = fold(text).split()
    if not words:
        return []
    hits = []
    for spot in desk.by_ref.values():
        key = ".".join(spot.path)
        told = fold(f"{spot.label} {key.replace('_', ' ')} {spot.item.get('hint', '')}") + f" {key}"
        if all(word in told for word in words):
            page = desk.pages[spot.page]
            url = desk.url(page["id"], spot.ref, q=text)
            hits.append(Hit(spot.label, key, str(page["title"]), url))
    return hits[:MOST]
