"""What is looked through beside the entries, in the same breath.

Rooms above hang sources at `knowledge_base.sources`: objects with `key`, `title` and
`asked(actor, text, limit) -> list[{"label", "hint", "url", "icon"}]`. Each looks through its own
gate, and takes a whole sentence: it gives nothing rather than a guess.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

from core.actor import Actor
from core.contributions import all_of

SOURCES: Final = "knowledge_base.sources"
PER_SOURCE: Final = 3


class Source(Protocol):
    """One place to look."""

    key: str
    title: Any

    def asked(self, actor: Actor, text: str, limit: int) -> list[dict[str, Any]]:
        """What this very person may see and the sentence speaks of."""


def found_beside(actor: Actor, text: str) -> list[dict[str, Any]]:
    """All that the sources find, in the order of the rooms."""
    return [
        {"source": source.key, **one}
        for source in all_of(SOURCES)
        for one in source.asked(actor, text, PER_SOURCE)[:PER_SOURCE]
    ]
