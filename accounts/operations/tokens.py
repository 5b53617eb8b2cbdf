"""Keys for programs: shown once, kept as a hash, with an end."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta

from accounts import queries
from accounts.models import Account, ApiToken
from accounts.operations.guard import note, require_no_less, require_over
from accounts.permissions import Permission
from core import clock
from core.access import PERMISSIONS
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.problems import Problem
from core.sessions import digest

VALID = timedelta(days=365)


def create_token(
    actor: Actor,
    account: Account,
    label: str,
    permissions: Sequence[str] = (),
    valid: timedelta = VALID,
) -> str:
    """A key that acts as `account`, narrowed to `permissions` if named; its text, once."""
    if account.id != actor.account_id:
        require_over(actor, account, Permission.ACCOUNTS_MANAGE)
        require_no_less(actor, account)
    unknown = [p for p in permissions if p not in PERMISSIONS]
    if unknown:
        raise Invalid(
            [Problem("/permissions", "unknown-permission", {"permission": p}) for p in unknown]
        )
    token = f"preau_{secrets.token_urlsafe(32)}"
    session.add(
        ApiToken(
            account_id=account.id,
            label=label.strip()[:200],
            token_sha256=digest(token),
            permissions=list(permissions) or ["*"],
            expires_at=clock.now() + valid,
        )
    )
    note(
        actor,
        account,
        "account.token-created",
        facts={"label": label, "permissions": list(permissions)},
    )
    return token


def revoke_token(actor: Actor, token: ApiToken) -> None:
    """End a key now."""
    account = queries.account(token.account_id)
    if account.id != actor.account_id:
        require_over(actor, account, Permission.ACCOUNTS_MANAGE)
    token.revoked_at = token.revoked_at or clock.now()
    note(actor, account, "account.token-revoked", facts={"label": token.label})
