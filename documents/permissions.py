"""What may be allowed in this room."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from core.i18n import _l


class Permission(StrEnum):
    """Files are opened by whoever may open their owner; only the repair of letters is a right."""

    LETTERS_REPAIR = "letters:repair"

    @property
    def label(self) -> Any:
        """What it lets people do, in a few words."""
        return _l("Voir les courriers qui n’ont pas pu être faits, et les refaire")
