"""Which grants and memberships hold today."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from accounts.models import Grant, GroupMember
from core import clock


def granted_today() -> ColumnElement[bool]:
    """Not revoked, begun, not over (the last day is included)."""
    return and_(Grant.revoked_at.is_(None), _within(Grant))


def member_today() -> ColumnElement[bool]:
    """Begun, not over."""
    return _within(GroupMember)


def not_over() -> ColumnElement[bool]:
    """Holds today or will hold later."""
    return and_(
        Grant.revoked_at.is_(None),
        or_(Grant.valid_until.is_(None), Grant.valid_until >= clock.today()),
    )


def _within(table: Any) -> ColumnElement[bool]:
    today = clock.today()
    return and_(
        table.valid_from <= today, or_(table.valid_until.is_(None), table.valid_until >= today)
    )
