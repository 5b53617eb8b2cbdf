"""Where an account is signed in, and the keys its programs hold."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from accounts.models import ApiToken
from core import clock
from core.database import session
from core.errors import NotFound
from core.models import WebSession


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


def key_of(account_id: UUID, key_id: UUID) -> ApiToken:
    """One key of this account; absent and another's look alike."""
    found = session.scalar(
        select(ApiToken).where(ApiToken.id == key_id, ApiToken.account_id == account_id)
    )
    if found is None:
        raise NotFound
    return found
