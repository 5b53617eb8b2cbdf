"""Keys for programs: shown once, kept as a hash, with an end."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta

from accounts import queries
from accounts.errors import DeadKey
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
from core.unseen import is_unseen

VALID = timedelta(days=365)
#: What the pages propose, and the longest life a key is given by anybody.
USUAL, LONGEST = timedelta(days=90), timedelta(days=366)
#: How long the former key goes on beside the one that takes its place.
OVERLAP = timedelta(days=1)
#: Letters of a key that may be shown: none of its secret can be guessed from them.
SHOWN = 12


def require_to_act_as(actor: Actor, account: Account) -> None:
    """What acts in the name of another has all their rights: one must reach them, and hold them."""
    if account.id != actor.account_id:
        require_over(actor, account, Permission.ACCOUNTS_MANAGE)
        require_no_less(actor, account)


def create_token(
    actor: Actor,
    account: Account,
    label: str,
    permissions: Sequence[str] = (),
    valid: timedelta = VALID,
) -> str:
    """A key that acts as `account`, narrowed to `permissions` if named; its text, once."""
    require_to_act_as(actor, account)
    refused = [
        Problem("/permissions", "unknown-permission", {"permission": p})
        for p in permissions
        if p not in PERMISSIONS
    ]
    if is_unseen(label):
        refused.append(Problem("/label", "key-label"))
    if valid > LONGEST:
        refused.append(Problem("/until", "key-until", {"days": LONGEST.days}))
    if refused:
        raise Invalid(refused)
    token = f"preau_{secrets.token_urlsafe(32)}"
    session.add(
        ApiToken(
            account_id=account.id,
            label=label.strip()[:200],
            prefix=token[:SHOWN],
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


def rotate_token(actor: Actor, token: ApiToken) -> str:
    """Another key of the same rights and length of life; the former ends within a day."""
    account, now = queries.account(token.account_id), clock.now()
    kept = [] if "*" in token.permissions else [str(p) for p in token.permissions]
    if token.revoked_at is not None or token.expires_at <= now:
        raise DeadKey
    text = create_token(actor, account, token.label, kept, token.expires_at - token.created_at)
    token.expires_at = min(token.expires_at, now + OVERLAP)
    note(actor, account, "account.token-rotated", facts={"label": token.label})
    return text


def revoke_token(actor: Actor, token: ApiToken) -> None:
    """End a key now."""
    account = queries.account(token.account_id)
    if account.id != actor.account_id:
        require_over(actor, account, Permission.ACCOUNTS_MANAGE)
    token.revoked_at = token.revoked_at or clock.now()
    note(actor, account, "account.token-revoked", facts={"label": token.label})
