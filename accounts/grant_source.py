"""How the ground floor learns who acts (contribution point `core.grant_source`)."""

from __future__ import annotations

from uuid import UUID

from accounts import looking, queries
from core.actor import Actor


class GrantSource:
    """Answers for accounts and for programs' keys."""

    key = "accounts"

    def actor(self, account_id: UUID) -> Actor:
        """The person signed in, or whom they look as to help them, with today's rights."""
        return looking.seen_by(account_id)

    def actor_of_token(self, token: str) -> Actor | None:
        """The account behind a bearer token; None for a dead one."""
        return queries.actor_of_token(token)


GRANT_SOURCE = GrantSource()
