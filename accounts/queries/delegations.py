"""Who may hand rights on at a place, which ones, and who was given some."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from accounts.domain.delegation import DELEGATION, GRACE, latest_end
from accounts.domain.role_rules import all_within
from accounts.models import Account, Grant, Scope
from accounts.permissions import Permission
from accounts.queries.dates import granted_today, not_over
from accounts.queries.roles import Role, live_roles, roles_with
from accounts.queries.scopes import ancestors
from core import clock
from core.actor import Actor
from core.actor import Grant as Right
from core.database import session


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with rights at a place that were handed on by one of those in charge of it."""

    account: Account
    grants: tuple[Grant, ...]
    titles: tuple[str, ...]
    giver: str
    #: The giver is in charge no more: without a word of those who are, the rights end on that day.
    ends_alone: date | None

    @property
    def roles(self) -> frozenset[str]:
        """Keys of the roles held."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def until(self) -> date | None:
        """The last day, included; the earliest when rights end apart."""
        return min((g.valid_until for g in self.grants if g.valid_until), default=None)

    @property
    def purpose(self) -> str:
        """Why."""
        return next((g.purpose for g in self.grants if g.purpose), "")


@dataclass(frozen=True, slots=True)
class Orphans:
    """Rights at a place whose giver left: whoever is in charge there now has to look at them."""

    scope: Scope
    giver_id: UUID
    members: int
    ends: date


def own_rights(actor: Actor, path: str) -> list[Right]:
    """What somebody holds at `path` without having been handed it."""
    return [g for g in actor.grants if g.source != DELEGATION and g.covers(path)]


def may_delegate(actor: Actor, path: str) -> bool:
    """Whether somebody may hand rights on at `path`: what was handed on is not handed further."""
    return any(Permission.MEMBERS_DELEGATE in g.permissions for g in own_rights(actor, path))


def delegable_roles(actor: Actor, path: str) -> list[Role]:
    """Roles this person may hand on at `path`: all they allow is held by them there."""
    if not may_delegate(actor, path):
        return []
    own = own_rights(actor, path)
    held = {permission for grant in own for permission in grant.permissions}
    rules = [rule for grant in own for rule in grant.rules]
    found = (
        role
        for role in live_roles().values()
        if role.delegable
        and Permission.MEMBERS_DELEGATE not in role.permissions
        and role.permissions <= held
        and all_within(role.rules, rules)
    )
    return sorted(found, key=lambda role: (role.title, role.key))


def latest_end_of(actor: Actor, path: str) -> date | None:
    """The last day this person may give at `path`."""
    charges = (
        g.valid_until
        for g in own_rights(actor, path)
        if Permission.MEMBERS_DELEGATE in g.permissions
    )
    return latest_end(clock.today(), charges)


def delegated_to(account_id: UUID, scope: Scope) -> list[Grant]:
    """What was handed on to somebody at a place and is not over."""
    return list(
        session.scalars(
            select(Grant)
            .where(
                Grant.account_id == account_id,
                Grant.scope_id == scope.id,
                Grant.source == DELEGATION,
                not_over(),
            )
            .order_by(Grant.role, Grant.id)
        )
    )


def delegated_members(scope: Scope, limit: int = 500) -> list[Member]:
    """Whoever was handed rights at a place that hold today, by name."""
    rows = session.execute(
        select(Grant, Account)
        .join(Account, Account.id == Grant.account_id)
        .where(
            Grant.scope_id == scope.id,
            Grant.source == DELEGATION,
            Account.disabled_at.is_(None),
            granted_today(),
        )
        .order_by(Account.folded, Account.id, Grant.role)
        .limit(limit)
    ).all()
    charges = _charges({grant.granted_by for grant, _ in rows if grant.granted_by}, scope)
    people: dict[UUID, tuple[Account, list[Grant]]] = {}
    for grant, account in rows:
        people.setdefault(account.id, (account, []))[1].append(grant)
    return [_member(account, grants, charges) for account, grants in people.values()]


def delegated_member(scope: Scope, account_id: UUID) -> Member | None:
    """One of them."""
    return next((m for m in delegated_members(scope) if m.account.id == account_id), None)


def once_members(scope: Scope, limit: int = 200) -> list[Account]:
    """Open accounts that held something at a place and hold nothing there today, by name."""
    held = select(Grant.account_id).where(Grant.scope_id == scope.id)
    hold = held.where(granted_today())
    return list(
        session.scalars(
            select(Account)
            .where(Account.id.in_(held), Account.id.not_in(hold), Account.disabled_at.is_(None))
            .order_by(Account.folded, Account.id)
            .limit(limit)
        )
    )


def those_in_charge(path: str) -> list[UUID]:
    """Accounts that may hand rights on at `path` today, by their nearest place only."""
    rows = session.execute(
        select(Grant.account_id, Scope.path)
        .join(Scope, Scope.id == Grant.scope_id)
        .join(Account, Account.id == Grant.account_id)
        .where(
            Grant.role.in_(roles_with(Permission.MEMBERS_DELEGATE)),
            Grant.source != DELEGATION,
            Account.disabled_at.is_(None),
            Scope.path.in_(ancestors(path)),
            granted_today(),
        )
    ).all()
    nearest = max((len(row.path) for row in rows), default=0)
    return sorted({row.account_id for row in rows if len(row.path) == nearest})


def orphaned(limit: int = 1000) -> list[Orphans]:
    """Places where rights stand today whose giver is in charge there no more."""
    rows = session.execute(
        select(Grant.granted_by, Scope, func.count(Grant.account_id.distinct()))
        .join(Scope, Scope.id == Grant.scope_id)
        .where(Grant.source == DELEGATION, Grant.granted_by.is_not(None), granted_today())
        .group_by(Grant.granted_by, Scope.id)
        .limit(limit)
    ).all()
    found = []
    for giver_id, scope, members in rows:
        ends = _charges([giver_id], scope).get(giver_id, ("", None))[1] if giver_id else None
        if giver_id is not None and ends is not None:
            found.append(Orphans(scope, giver_id, members, ends))
    return found


def _member(account: Account, grants: list[Grant], charges: dict[UUID, Any]) -> Member:
    titles = live_roles()
    ends = [charges[g.granted_by][1] for g in grants if g.granted_by in charges]
    names = [charges[g.granted_by][0] for g in grants if g.granted_by in charges]
    return Member(
        account=account,
        grants=tuple(grants),
        titles=tuple(titles[g.role].title if g.role in titles else g.role for g in grants),
        giver=names[0] if names else "",
        ends_alone=min((end for end in ends if end is not None), default=None),
    )


def _charges(givers: Iterable[UUID], scope: Scope) -> dict[UUID, tuple[str, date | None]]:
    """Giver → name, and the day their gifts end by themselves (None while they are in charge)."""
    there, account = aliased(Scope), aliased(Account)
    rows = session.execute(
        select(account, Grant)
        .join(Grant, Grant.account_id == account.id)
        .join(there, there.id == Grant.scope_id)
        .where(
            account.id.in_(list(givers)),
            Grant.source != DELEGATION,
            Grant.role.in_(roles_with(Permission.MEMBERS_DELEGATE)),
            Grant.valid_from <= clock.today(),
            there.path.in_(ancestors(scope.path)),
            or_(Grant.revoked_at.is_(None), Grant.revoked_at >= clock.now() - GRACE),
        )
    ).all()
    lasts: dict[UUID, tuple[str, list[date | None]]] = {}
    for found, grant in rows:
        lasts.setdefault(found.id, (found.name, []))[1].append(_last_day(found, grant))
    return {key: (name, _alone(days)) for key, (name, days) in lasts.items()}


def _last_day(giver: Account, charge: Grant) -> date | None:
    """The day somebody ceased to be in charge through this grant; None while they are."""
    moments = [m for m in (giver.disabled_at, charge.revoked_at) if m is not None]
    days = [m.astimezone(clock.PARIS).date() for m in moments]
    if charge.valid_until is not None and charge.valid_until < clock.today():
        days.append(charge.valid_until)
    return min(days, default=None)


def _alone(days: Sequence[date | None]) -> date | None:
    if None in days:
        return None
    return max(day for day in days if day) + timedelta(days=GRACE.days)
