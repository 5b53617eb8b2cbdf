"""Entries that come with a pack (contribution `schemas.pack_data`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.actor import Actor
from core.i18n import _l
from knowledge_base.operations import forget, load_original
from knowledge_base.reading import rows_of


class KnowledgeData:
    """Rows of a pack, by key: loading a pack twice changes nothing."""

    key = "knowledge_base"
    label = _l("Fiches d’aide")

    def load(self, actor: Actor, content: bytes, name: str) -> Mapping[str, int]:
        """Take in one file of a pack."""
        return load_original(actor, rows_of(content, name))

    def forget(self, actor: Actor, content: bytes, name: str, since: datetime) -> Mapping[str, int]:
        """Take away what one file brought since then; what was written anew stays."""
        return forget(actor, rows_of(content, name), since)
