"""Entries that come with a pack (contribution `schemas.pack_data`)."""

from __future__ import annotations

from collections.abc import Mapping

from core.actor import Actor
from knowledge_base.operations import load
from knowledge_base.reading import rows_of


class KnowledgeData:
    """Rows of a pack, by key: loading a pack twice changes nothing."""

    key = "knowledge_base"

    def load(self, actor: Actor, content: bytes, name: str) -> Mapping[str, int]:
        """Take in one file of a pack."""
        return load(actor, rows_of(content, name))
