"""Where an account is signed in."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from core import clock
from core.database import session
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
