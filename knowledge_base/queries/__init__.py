"""Questions about entries; each of them knows for whom an entry was written."""

from knowledge_base.queries.asking import ask, base_for
from knowledge_base.queries.conversing import (
    answerers,
    conversation,
    entries_among,
    handed_among,
    link_of,
    turn,
)
from knowledge_base.queries.reading import (
    EMPTY,
    all_entries,
    by_key,
    entry,
    entry_for,
    help_for,
    listed,
    published,
    search,
    themes,
)
from knowledge_base.queries.theming import listed_themes, theme_words
from knowledge_base.queries.versions import (
    draft_of,
    drafts,
    version_of,
    versions_of,
)

__all__ = [
    "EMPTY",
    "all_entries",
    "answerers",
    "ask",
    "base_for",
    "by_key",
    "conversation",
    "draft_of",
    "drafts",
    "entries_among",
    "entry",
    "entry_for",
    "handed_among",
    "help_for",
    "link_of",
    "listed",
    "listed_themes",
    "published",
    "search",
    "theme_words",
    "themes",
    "turn",
    "version_of",
    "versions_of",
]
