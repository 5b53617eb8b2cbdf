"""Questions about entries; each of them knows for whom an entry was written."""

from knowledge_base.queries.asking import ask, base_for
from knowledge_base.queries.reading import (
    EMPTY,
    all_entries,
    by_key,
    entry,
    entry_for,
    help_for,
    search,
    themes,
)
from knowledge_base.queries.versions import (
    draft_of,
    drafts,
    version_of,
    versions_of,
)

__all__ = [
    "EMPTY",
    "all_entries",
    "ask",
    "base_for",
    "by_key",
    "draft_of",
    "drafts",
    "entry",
    "entry_for",
    "help_for",
    "search",
    "themes",
    "version_of",
    "versions_of",
]
