"""What may be allowed in this room."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from core.i18n import _l


class Permission(StrEnum):
    """Held through roles on scopes."""

    KNOWLEDGE_WRITE = "knowledge:write"
    #: Drafts only: somebody who holds the other one looks at them.
    KNOWLEDGE_DRAFT = "knowledge:draft"
    KNOWLEDGE_ANSWER = "knowledge:answer"

    @property
    def label(self) -> Any:
        """What it lets people do, in a few words."""
        return {
            Permission.KNOWLEDGE_WRITE: _l("Écrire, publier et retirer des fiches d’aide"),
            Permission.KNOWLEDGE_DRAFT: _l("Proposer des fiches d’aide, sans les publier"),
            Permission.KNOWLEDGE_ANSWER: _l("Répondre aux questions posées dans l’aide"),
        }[self]
