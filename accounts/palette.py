"""People with an account found by a few words, for whoever looks after them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from accounts.permissions import Permission
from accounts.queries.finding import accounts_found
from core.actor import Actor
from core.i18n import _l


class FoundPeople:
    """By name, address or function."""

    key = "people"
    title = _l("Comptes")

    def found(self, actor: Actor, text: str, limit: int) -> list[dict[str, Any]]:
        """Those the list of accounts would show."""
        if not actor.holds(Permission.ACCOUNTS_READ):
            return []
        return [
            {
                "label": account.name,
                "hint": account.job_title or account.email,
                "url": url_for("accounts.person", account_id=account.id),
                "icon": "user-circle",
            }
            for account in accounts_found(actor, Permission.ACCOUNTS_READ, text, limit)
        ]
