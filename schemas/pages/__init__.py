"""Pages for administrators: definitions, their editor, packs."""

from schemas.pages import (
    acts,
    beginning,
    conditions,
    definitions,
    editor,
    history,
    lists,
    pack_loading,
    pack_making,
    packs,
    publishing,
    translating,
)
from schemas.pages.door import pages

__all__ = [
    "acts",
    "beginning",
    "conditions",
    "definitions",
    "editor",
    "history",
    "lists",
    "pack_loading",
    "pack_making",
    "packs",
    "pages",
    "publishing",
    "translating",
]
