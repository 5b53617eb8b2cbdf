"""Where an account is signed in, and the keys its programs hold."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from accounts.models import Account, ApiToken
from accounts.permissions import Permission
from accounts.queries.people import visible
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import BadInput, NotFound
from core.models import WebSession
from core.paging import Page, cursor, values_of

#: Keys on a page of those who look after them.
KEYS: Final = 50


def sessions_of(account_id: UUID) -> list[WebSession]:
    """The sessions that are open now, the last used first."""
    return list(
        session.scalars(
            select(WebSession)
            .where(WebSession.account_id == account_id, WebSession.expires_at > clock.now())
            .order_by(WebSession.last_seen_at.desc(), WebSession.id)
        )
    )


def keys_of(account_id: UUID) -> list[ApiToken]:
    """The keys that still open something, the newest first."""
    return list(
        session.scalars(
            select(ApiToken)
            .where(
                ApiToken.account_id == account_id,
                ApiToken.revoked_at.is_(None),
                ApiToken.expires_at > clock.now(),
            )
            .order_by(ApiToken.created_at.desc(), ApiToken.id)
        )
    )


def keys_in_reach(actor: Actor, after: str | None = None) -> Page[tuple[ApiToken, Account]]:
    """The keys that still open something, of all accounts this person looks after, newest first."""
    query = (
        select(ApiToken, Account)
        .join(Account, Account.id == ApiToken.account_id)
        .where(
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > clock.now(),
            visible(actor, Permission.ACCOUNTS_MANAGE),
        )
    )
    known = values_of(after, 1)
    if known is not None:
        query = query.where(ApiToken.id < _uuid(known[0]))
    rows = [(key, owner) for key, owner in session.execute(
        query.order_by(ApiToken.id.desc()).limit(KEYS + 1)
    )]  # fmt: skip
    following = cursor(str(rows[KEYS - 1][0].id)) if len(rows) > KEYS else None
    return Page(rows[:KEYS], following)


def key_in_reach(actor: Actor, key_id: UUID) -> ApiToken:
    """One key of an account this person looks after; absent and another's look alike."""
    found = session.scalar(
        select(ApiToken)
        .join(Account, Account.id == ApiToken.account_id)
        .where(ApiToken.id == key_id, visible(actor, Permission.ACCOUNTS_MANAGE))
    )
    if found is None:
        raise NotFound
    return found


def _uuid(value: Any) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as fault:
        raise BadInput from fault


def key_of(account_id: UUID, key_id: UUID) -> ApiToken:
    """One key of this account; absent and another's look alike."""
    found = session.scalar(
        select(ApiToken).where(ApiToken.id == key_id, ApiToken.account_id == account_id)
    )
    if found is None:
        raise NotFound
    return found
