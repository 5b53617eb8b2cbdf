"""Records of every kind found by a few words, through the gate of their lists (advisory 14)."""

from __future__ import annotations

from typing import Any

from core.actor import Actor
from core.i18n import _l
from registry import queries
from registry.pages.shown import address
from registry.queries.everywhere import found_everywhere


class FoundRecords:
    """Establishments, people, buildings: what the lists of records would show."""

    key = "records"
    title = _l("Fiches")

    def found(self, actor: Actor, text: str, limit: int) -> list[dict[str, Any]]:
        """By name, under the words this person may read."""
        kinds = {entity.key: entity for entity in queries.live_entities()}
        return [
            {
                "label": label,
                "hint": " · ".join(filter(None, (kinds[record.entity].title, record.code))),
                "url": address(record),
                "icon": "buildings"
                if kinds[record.entity].scope == "self"
                else "identification-card",
            }
            for record, label in found_everywhere(actor, text, limit)
        ]
