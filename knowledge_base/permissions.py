"""What may be allowed in this room."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from core.i18n import _l


class Permission(StrEnum):
    """Held through roles on scopes."""

    KNOWLEDGE_WRITE = "knowledge:write"

    @property
    def label(self) -> Any:
        """What it lets people do, in a few words."""
        return _l("Écrire et retirer des fiches d’aide")
