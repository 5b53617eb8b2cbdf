"""What the pages of lists share: the head of the editor and the document it is about."""

from __future__ import annotations

from typing import Any

from schemas.acting import act, allowed, refused, seen, shown
from schemas.heading import editor_head
from schemas.list_store import KIND

__all__ = ["Document", "act", "allowed", "head", "refused", "seen", "shown"]

Document = dict[str, Any]


def head(key: str, tab: str) -> dict[str, Any]:
    """The head of the editor and the document to edit."""
    context = editor_head(KIND, key, tab)
    return {**context, "key": key, "document": context["head"]["shown"].body}
