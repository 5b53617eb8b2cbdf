"""Refusals of this room."""

from __future__ import annotations

from core.errors import NotFound
from core.i18n import _l


class UnknownEntry(NotFound):
    """No such entry, or not for this reader."""

    code = "unknown-entry"
    message = _l("Cette fiche d’aide n’existe pas, ou ne vous est pas ouverte.")


class UnknownConversation(NotFound):
    """No such conversation, or somebody else's."""

    code = "unknown-conversation"
    message = _l("Cet échange n’existe plus, ou ne vous est pas ouvert.")
