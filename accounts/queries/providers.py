"""Who else may say who somebody is."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from accounts.models import IdentityLink, IdentityProvider
from core.database import session
from core.errors import NotFound


def providers() -> list[IdentityProvider]:
    """All, by name."""
    return list(session.scalars(select(IdentityProvider).order_by(IdentityProvider.label)))


def providers_in_use() -> list[IdentityProvider]:
    """Those people may sign in with."""
    return [one for one in providers() if one.enabled]


def provider(key: str) -> IdentityProvider:
    """One, turned on or not."""
    found = session.scalar(select(IdentityProvider).where(IdentityProvider.key == key))
    if found is None:
        raise NotFound
    return found


def provider_in_use(key: str) -> IdentityProvider:
    """One people may sign in with; absent and turned off look alike."""
    found = provider(key)
    if not found.enabled:
        raise NotFound
    return found


def links_of(account_id: UUID) -> dict[UUID, IdentityLink]:
    """Where this account is known, by provider."""
    rows = session.scalars(select(IdentityLink).where(IdentityLink.account_id == account_id))
    return {row.provider_id: row for row in rows}


def link_to(issuer: str, subject: str) -> IdentityLink | None:
    """Whom of ours this name of theirs means."""
    return session.scalar(
        select(IdentityLink).where(IdentityLink.issuer == issuer, IdentityLink.subject == subject)
    )


def links_counted() -> dict[UUID, int]:
    """How many people each provider knows."""
    rows = session.execute(
        select(IdentityLink.provider_id, func.count()).group_by(IdentityLink.provider_id)
    )
    return {row[0]: int(row[1]) for row in rows}
