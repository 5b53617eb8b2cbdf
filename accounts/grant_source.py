"""How the ground floor learns who acts (contribution point `core.grant_source`)."""

from __future__ import annotations

from uuid import UUID

from accounts import queries
from core.actor import Actor


class GrantSource:
    """Answers for accounts and for programs' keys."""

    key = "accounts"

    def actor(self, account_id: UUID) -> Actor:
        """The person signed in, with today's rights."""
        return queries.actor_of(account_id)

    def actor_of_token(self, token: str) -> Actor | None:
        """The account behind a bearer token; None for a dead one."""
        return queries.actor_of_token(token)


GRANT_SOURCE = GrantSource()
