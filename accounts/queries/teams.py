"""Groups: teams that functions of circuits are bound to."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from accounts.models import Account, Group, GroupMember, Scope
from accounts.queries.dates import member_today
from accounts.queries.scopes import under
from core.actor import Actor
from core.database import session
from core.errors import NotFound


def groups() -> list[tuple[Group, int]]:
    """All groups, each with how many people are in it today."""
    people = (
        select(GroupMember.group_id, func.count(GroupMember.account_id.distinct()).label("n"))
        .where(member_today())
        .group_by(GroupMember.group_id)
        .subquery()
    )
    rows = session.execute(
        select(Group, func.coalesce(people.c.n, 0))
        .outerjoin(people, people.c.group_id == Group.id)
        .order_by(Group.label, Group.key)
    )
    return [(group, number) for group, number in rows]


def group_by_key(key: str) -> Group:
    """The group called `key`."""
    found = session.scalar(select(Group).where(Group.key == key))
    if found is None:
        raise NotFound
    return found


def members_of(actor: Actor, group: Group, permission: str) -> list[tuple[GroupMember, Account]]:
    """Members on the scopes this actor looks after, by name."""
    rows = session.execute(
        select(GroupMember, Account)
        .join(Account, Account.id == GroupMember.account_id)
        .join(Scope, Scope.id == GroupMember.scope_id)
        .where(
            GroupMember.group_id == group.id,
            under(actor.scopes_for(permission), everywhere=actor.system),
        )
        .order_by(Account.folded, GroupMember.id)
    )
    return [(found, person) for found, person in rows]


def member(actor: Actor, group: Group, member_id: UUID, permission: str) -> GroupMember:
    """One membership of `group`, on a scope this actor looks after.

    Raises NotFound for one on another scope as for one that is not there.
    """
    found = session.scalar(
        select(GroupMember)
        .join(Scope, Scope.id == GroupMember.scope_id)
        .where(
            GroupMember.id == member_id,
            GroupMember.group_id == group.id,
            under(actor.scopes_for(permission), everywhere=actor.system),
        )
    )
    if found is None:
        raise NotFound
    return found
