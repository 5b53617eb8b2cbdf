"""Which grants and memberships hold today."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from accounts.domain.delegation import DELEGATION, GRACE
from accounts.models import Account, Grant, GroupMember, Scope
from accounts.permissions import Permission
from accounts.queries.roles import roles_with
from core import clock

#: Who gave, through which role of theirs, on which place; and the place it was given on.
_GIVER, _CHARGE = aliased(Account), aliased(Grant)
_THERE, _HERE = aliased(Scope), aliased(Scope)


def the_day() -> dict[str, Any]:
    """What `granted` and `sits` compare with, by name."""
    return {
        "today": clock.today(),
        "since": clock.now() - GRACE,
        "since_day": clock.today() - GRACE,
        "givers": roles_with(Permission.MEMBERS_DELEGATE),
    }


def granted_today() -> ColumnElement[bool]:
    """Not revoked, begun, not over (the last day is included), and not orphaned for too long."""
    return granted(**the_day())


def granted(today: Any, since: Any, since_day: Any, givers: Any) -> ColumnElement[bool]:
    """The same for given days, or for names of them in a statement that is kept."""
    return and_(
        Grant.revoked_at.is_(None),
        within(Grant, today),
        or_(
            Grant.source != DELEGATION,
            _given_by_somebody_in_charge(today, since, since_day, givers),
        ),
    )


def _given_by_somebody_in_charge(
    today: Any, since: Any, since_day: Any, givers: Any
) -> ColumnElement[bool]:
    """What was handed on holds while its giver may delegate there, and some days after.

    OFFSET 0 keeps PostgreSQL from asking this of all givers of the town at once, of every place.
    """
    return (
        select(1)
        .where(
            _GIVER.id == Grant.granted_by,
            or_(_GIVER.disabled_at.is_(None), _GIVER.disabled_at >= since),
            _CHARGE.account_id == _GIVER.id,
            _CHARGE.source != DELEGATION,
            _CHARGE.role.in_(givers),
            _CHARGE.valid_from <= today,
            or_(_CHARGE.revoked_at.is_(None), _CHARGE.revoked_at >= since),
            or_(_CHARGE.valid_until.is_(None), _CHARGE.valid_until >= since_day),
            _THERE.id == _CHARGE.scope_id,
            _HERE.id == Grant.scope_id,
            or_(_HERE.path == _THERE.path, func.starts_with(_HERE.path, _THERE.path + "/")),
        )
        .offset(0)
        .correlate(Grant)
        .exists()
    )


def member_today() -> ColumnElement[bool]:
    """Begun, not over."""
    return within(GroupMember, clock.today())


def not_over() -> ColumnElement[bool]:
    """Holds today or will hold later."""
    return and_(
        Grant.revoked_at.is_(None),
        or_(Grant.valid_until.is_(None), Grant.valid_until >= clock.today()),
    )


def within(table: Any, today: Any) -> ColumnElement[bool]:
    """Begun, not over."""
    return and_(
        table.valid_from <= today, or_(table.valid_until.is_(None), table.valid_until >= today)
    )
