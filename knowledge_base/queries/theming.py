"""How themes are called: teleservices and the help share one reference list, « themes »."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from core.database import session
from knowledge_base.models import Entry
from schemas.queries import live


def listed_themes() -> dict[str, str]:
    """Key → words of the themes the organisation listed, in its order."""
    listed = live("reference-list", "themes")
    rows = listed.body.get("rows", ()) if listed else ()
    return {str(row["key"]): str(row["label"]) for row in rows}


def known_themes() -> list[tuple[str, str]]:
    """(key, words) of what a writer may choose: the list, and what entries are filed under."""
    used = session.scalars(select(Entry.theme).where(Entry.theme != "").distinct())
    words = theme_words()
    return [(key, words(key)) for key in sorted({*listed_themes(), *used})]


def theme_words() -> Callable[[str], str]:
    """What says a theme in words, the list read once: its label, else its key made readable."""
    listed = listed_themes()
    return lambda key: listed.get(key) or key.replace("-", " ").capitalize()
