"""Roles given on scopes for a period. Nobody gives more than they have."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from accounts import queries
from accounts.domain.delegation import DELEGATION
from accounts.domain.role_rules import all_within
from accounts.errors import MoreThanOneHas
from accounts.events import RightsChanged
from accounts.models import Account, Grant, Scope
from accounts.operations.guard import hold_administrators, hold_roles, keep_an_administrator, note
from accounts.permissions import Permission
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Forbidden, Invalid
from core.events import announce
from core.problems import Problem


def give_role(  # noqa: PLR0917 – who, whom, what, where, from, until, why: the order people say it
    actor: Actor,
    account: Account,
    role_key: str,
    scope: Scope,
    valid_from: date | None = None,
    valid_until: date | None = None,
    purpose: str = "",
) -> Grant:
    """Give a live role; the very same grant given again is the one that stands."""
    hold_roles()
    role = queries.live_role(role_key)
    if role is None:
        raise Invalid([Problem("/role", "unknown-role")])
    if not actor.holds(Permission.ROLES_GRANT, scope.path):
        raise Forbidden
    if not may_give(actor, role, scope):
        raise MoreThanOneHas
    begins = valid_from or clock.today()
    check_period(begins, valid_until)
    standing = _same(account, role_key, scope, valid_until)
    if standing is not None and (valid_from is None or standing.valid_from == valid_from):
        return standing
    grant = Grant(
        account_id=account.id,
        role=role_key,
        scope_id=scope.id,
        scope=scope,
        valid_from=begins,
        valid_until=valid_until,
        purpose=purpose.strip()[:300],
        granted_by=actor.account_id,
    )
    session.add(grant)
    note(
        actor,
        account,
        "account.role-given",
        facts=_facts(grant, role.title),
        reason=purpose or None,
    )
    announce(RightsChanged(account.id, actor.account_id))
    return grant


def may_give(actor: Actor, role: queries.Role, scope: Scope) -> bool:
    """Whether this person holds, at this place, all that the role holds."""
    if not all(actor.holds(permission, scope.path) for permission in role.permissions):
        return False
    return actor.system or all_within(role.rules, rules_at(actor, scope.path))


def revoke_grant(actor: Actor, grant: Grant, reason: str | None = None) -> None:
    """Take a role away, from this very moment; the row stays, with its date."""
    if not actor.holds(Permission.ROLES_GRANT, grant.scope.path):
        raise Forbidden
    if grant.revoked_at is not None:
        return
    was_one = hold_administrators()
    grant.revoked_at = clock.now()
    keep_an_administrator(was_one=was_one)
    account = queries.account(grant.account_id)
    role = queries.live_role(grant.role)
    note(
        actor,
        account,
        "account.role-revoked",
        facts=_facts(grant, role.title if role else grant.role),
        reason=reason,
    )
    announce(RightsChanged(account.id, actor.account_id))


def rules_at(actor: Actor, path: str) -> list[Any]:
    """The rules on records this person holds at `path`."""
    return [rule for grant in actor.grants if grant.covers(path) for rule in grant.rules]


def check_period(begins: date, ends: date | None) -> None:
    """A period that ends after it begins, and not in the past."""
    if ends is not None and ends < begins:
        raise Invalid([Problem("/valid_until", "ends-before-start")])
    if ends is not None and ends < clock.today():
        raise Invalid([Problem("/valid_until", "already-over")])


def _same(account: Account, role_key: str, scope: Scope, valid_until: date | None) -> Grant | None:
    return session.scalar(
        select(Grant)
        .where(
            Grant.account_id == account.id,
            Grant.role == role_key,
            Grant.scope_id == scope.id,
            Grant.source != DELEGATION,  # it ends with whoever handed it on
            Grant.revoked_at.is_(None),
            Grant.valid_until.is_not_distinct_from(valid_until),
        )
        .limit(1)
    )


def _facts(grant: Grant, title: str) -> dict[str, str | None]:
    return {
        "role": grant.role,
        "title": title,
        "scope": grant.scope.path,
        "label": grant.scope.label,
        "from": grant.valid_from.isoformat(),
        "until": grant.valid_until.isoformat() if grant.valid_until else None,
    }
