"""Refusals about drafts."""

from __future__ import annotations

from core.errors import Conflict
from core.i18n import _l


class DraftClosed(Conflict):
    """The answers were handed in meanwhile (another tab, another person)."""

    code = "draft-closed"
    message = _l("Ces réponses ont déjà été déposées : elles ne peuvent plus être modifiées ici.")
