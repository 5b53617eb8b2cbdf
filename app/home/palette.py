"""« Chercher, agir »: requests, records, people and pages found by a few words.

Rooms hang finders on `core.palette`: objects with `key`, `title` and
`found(actor, text, limit) -> list[dict(label, hint, url, icon)]`. Each looks through its own gate:
never more than its lists show (advisory 14).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for

from core.actor import Actor
from core.contributions import all_of
from core.folding import fold, words_of
from core.i18n import _

#: Lines of each group, and letters below which nobody is looked for.
PER_GROUP, LEAST = 5, 2
LONGEST = 100


def clean(text: str | None) -> str:
    """What was typed, printable and short."""
    return "".join(c for c in text or "" if c.isprintable())[:LONGEST].strip()


def groups_of(actor: Actor, text: str) -> list[dict[str, Any]]:
    """What the words find, by kind; the pages of this person alone while nothing is typed."""
    found = []
    if len(fold(text)) >= LEAST:
        for finder in all_of("core.palette"):
            items = finder.found(actor, text, PER_GROUP)[:PER_GROUP]
            found.append({"key": finder.key, "title": str(finder.title), "items": items})
    pages = [page for page in pages_of(actor) if says(page["label"], text)]
    found.append({"key": "pages", "title": _("Pages"), "items": pages if not text else pages[:8]})
    return [group for group in found if group["items"]]


def says(label: str, text: str) -> bool:
    """Whether each word typed begins a word of the label."""
    known = words_of(label)
    return all(any(one.startswith(word) for one in known) for word in words_of(text))


def pages_of(actor: Actor) -> list[dict[str, Any]]:
    """Entries of the menus this person has, each address once."""
    found: dict[str, dict[str, Any]] = {}
    for page in _pages(actor):
        found.setdefault(page["url"], page)
    return list(found.values())


def _pages(actor: Actor) -> Iterator[dict[str, Any]]:
    entries = [entry for entry in all_of("core.menu") if entry.shown(actor)]
    places = {"desk": 0, "portal": 1, "admin": 2}
    for entry in sorted(entries, key=lambda e: (places.get(e.place, 3), e.order)):
        yield {
            "label": str(entry.label),
            "hint": _("Administration") if entry.place == "admin" else "",
            "url": url_for(entry.endpoint),
            "icon": entry.icon,
        }
    yield {"label": _("Mon compte"), "hint": "", "url": url_for("accounts.mine"), "icon": "user"}
