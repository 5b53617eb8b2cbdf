"""What the menu calls the records of this house."""

from __future__ import annotations

from core.i18n import _
from registry import queries


class MenuName:
    """The plural of the only live entity (« Établissements »), else « Fiches »."""

    def __str__(self) -> str:
        entities = queries.live_entities()
        return entities[0].plural if len(entities) == 1 else _("Fiches")
