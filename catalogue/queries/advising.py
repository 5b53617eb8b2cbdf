"""Advice asked about requests: by its link for whoever holds it, by the request for agents."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, or_, select

from catalogue.advice_models import Advice
from catalogue.domain.advice import REMINDED_BEFORE, is_due_for_a_reminder
from catalogue.errors import DeadAdvice
from catalogue.queries.requests import Seen
from core import clock
from core.database import session
from core.errors import NotFound
from core.sessions import digest


def advice_by_token(token: str, *, lock: bool = False) -> Advice:
    """What a link opens, until its end: unknown, revoked and over are one answer."""
    hashed = digest(token)
    query = select(Advice).where(
        or_(Advice.token_sha256 == hashed, Advice.reminder_sha256 == hashed),
        Advice.revoked_at.is_(None),
        Advice.due_at > clock.now(),
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise DeadAdvice
    return found


def advice_with_file(token: str, file_id: UUID) -> Advice:
    """The same, when this very file was joined to it."""
    found = advice_by_token(token)
    if str(file_id) not in found.files:
        raise DeadAdvice
    return found


def advices_of(request_id: UUID) -> Sequence[Advice]:
    """All that was asked about a request, newest first."""
    return session.scalars(
        select(Advice).where(Advice.request_id == request_id).order_by(Advice.id.desc())
    ).all()


def advice_of(seen: Seen, advice_id: UUID) -> Advice:
    """One of them, locked, for an agent of this very request."""
    found = session.scalar(
        select(Advice)
        .where(Advice.id == advice_id, Advice.request_id == seen.request.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None or seen.side != "agency":
        raise NotFound
    return found


def awaited_count(request_id: UUID) -> int:
    """How many answers may still come."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Advice)
            .where(
                Advice.request_id == request_id,
                Advice.answered_at.is_(None),
                Advice.revoked_at.is_(None),
                Advice.due_at > clock.now(),
            )
        )
        or 0
    )


def asked_today(account_id: UUID) -> int:
    """How many an agent has asked for today."""
    since = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        session.scalar(
            select(func.count())
            .select_from(Advice)
            .where(Advice.asked_by == account_id, Advice.created_at >= since)
        )
        or 0
    )


def to_remind(limit: int = 200) -> list[Advice]:
    """Those whose end is near, that nobody answered, locked."""
    now = clock.now()
    found = session.scalars(
        select(Advice)
        .where(
            Advice.answered_at.is_(None),
            Advice.revoked_at.is_(None),
            Advice.reminded_at.is_(None),
            Advice.token_sha256.is_not(None),
            Advice.due_at > now,
            Advice.due_at <= now + REMINDED_BEFORE,
        )
        .order_by(Advice.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [one for one in found if is_due_for_a_reminder(one.created_at, one.due_at, now)]
