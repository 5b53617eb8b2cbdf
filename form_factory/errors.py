"""Refusals about drafts."""

from __future__ import annotations

from core.errors import Conflict, PreauError
from core.i18n import _l


class DraftClosed(Conflict):
    """The answers were handed in meanwhile (another tab, another person)."""

    code = "draft-closed"
    message = _l("Ces réponses ont déjà été déposées : elles ne peuvent plus être modifiées ici.")


class DraftDamaged(PreauError):
    """The row no longer holds answers: somebody wrote it past the house (FAULTS R-27)."""

    status = 409
    code = "draft-damaged"
    message = _l(
        "Ces réponses ne sont plus lisibles. "
        "Prévenez l’administration : elle peut les rétablir depuis une sauvegarde."
    )
