"""Which grants and memberships hold today."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy.orm import aliased

from accounts.domain.delegation import DELEGATION, GRACE
from accounts.models import Account, Grant, GroupMember, Scope
from accounts.permissions import Permission
from accounts.queries.roles import roles_with
from core import clock


def granted_today() -> ColumnElement[bool]:
    """Not revoked, begun, not over (the last day is included), and not orphaned for too long."""
    return and_(
        Grant.revoked_at.is_(None),
        _within(Grant),
        or_(Grant.source != DELEGATION, _given_by_somebody_in_charge()),
    )


def _given_by_somebody_in_charge() -> ColumnElement[bool]:
    """What was handed on holds while its giver may delegate there, and some days after."""
    giver, theirs = aliased(Account), aliased(Grant)
    there, here = aliased(Scope), aliased(Scope)
    since = clock.now() - GRACE
    return exists().where(
        giver.id == Grant.granted_by,
        or_(giver.disabled_at.is_(None), giver.disabled_at >= since),
        theirs.account_id == giver.id,
        theirs.source != DELEGATION,
        theirs.role.in_(roles_with(Permission.MEMBERS_DELEGATE)),
        theirs.valid_from <= clock.today(),
        or_(theirs.revoked_at.is_(None), theirs.revoked_at >= since),
        or_(theirs.valid_until.is_(None), theirs.valid_until >= clock.today() - GRACE),
        there.id == theirs.scope_id,
        here.id == Grant.scope_id,
        or_(here.path == there.path, func.starts_with(here.path, there.path + "/")),
    )


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
