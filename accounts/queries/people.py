"""Accounts: the door to one, the list of many, who holds what where."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true, tuple_

from accounts.models import Account, Grant, Group, GroupMember, OneTimeLink, Scope
from accounts.queries import replacements
from accounts.queries.dates import granted_today, member_today, not_over
from accounts.queries.roles import live_roles
from accounts.queries.scopes import ROOT, ancestors, under
from core import clock
from core.actor import Actor
from core.database import kept, session
from core.errors import NotFound
from core.folding import words_of
from core.paging import COUNT_BOUND, Page, cursor, values_of

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """A line of the list of accounts."""

    account: Account
    #: (title of the role, label of the scope) that hold today.
    roles: tuple[tuple[str, str], ...]
    #: Until when the link of an invitation opens; empty: none does, or it has served.
    link_until: datetime | None = None


def account(account_id: UUID) -> Account:
    """The account itself, without a look at rights: for the house and the account's own pages."""
    found = session.get(Account, account_id)
    if found is None:
        raise NotFound
    return kept(found)


def names_of(account_ids: Collection[UUID]) -> dict[UUID, str]:
    """Names by id, for lists that tell who is in charge: one query."""
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids)))
    return {row.id: row.name for row in rows}


def account_by_email(email: str) -> Account | None:
    """Whoever has this address, without regard to case."""
    return session.scalar(
        select(Account).where(func.lower(Account.email) == func.lower(email.strip()))
    )


def accounts_by_email(emails: Collection[str]) -> dict[str, Account]:
    """Those who have these addresses, by the address in lower case."""
    wanted = [email.lower() for email in emails]
    found = session.scalars(select(Account).where(func.lower(Account.email).in_(wanted)))
    return {account.email.lower(): account for account in found}


def account_for(actor: Actor, account_id: UUID, permission: str) -> Account:
    """The only door for others: absent, and outside of what one looks after, look alike."""
    found = session.scalar(
        select(Account).where(Account.id == account_id, visible(actor, permission))
    )
    if found is None:
        raise NotFound
    return found


def no_account_yet() -> bool:
    """Whether the house has no account at all."""
    return not session.scalar(select(exists().where(Account.id.is_not(None))))


def more_than_one_account() -> bool:
    """Whether somebody was invited."""
    return len(session.scalars(select(Account.id).limit(2)).all()) > 1


def accounts_page(
    actor: Actor, permission: str, *, text: str = "", state: str = "", after: str | None = None
) -> Page[ListedAccount]:
    """A page of the accounts one looks after, by name, blind to accents and case."""
    wanted = _filtered(select(Account).where(visible(actor, permission)), text, state)
    bounded = (
        session.scalar(
            select(func.count()).select_from(
                wanted.with_only_columns(Account.id).limit(COUNT_BOUND + 1).subquery()
            )
        )
        or 0
    )
    if (last := values_of(after, 1)) is not None:
        at = select(Account.folded, Account.id).where(Account.id == _uuid(last[0])).subquery()
        wanted = wanted.where(
            tuple_(Account.folded, Account.id) > select(at.c.folded, at.c.id).scalar_subquery()
        )
    found: list[Account] = list(
        session.scalars(wanted.order_by(Account.folded, Account.id).limit(PER_PAGE + 1))
    )
    more = len(found) > PER_PAGE
    items = found[:PER_PAGE]
    held = _roles_of([a.id for a in items])
    links = links_until([a.id for a in items if a.password_hash is None])
    return Page(
        items=[ListedAccount(a, tuple(held.get(a.id, ())), links.get(a.id)) for a in items],
        next=cursor(str(items[-1].id)) if more else None,
        count=min(bounded, COUNT_BOUND),
        bounded=bounded > COUNT_BOUND,
    )


def links_until(account_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Until when a link that was mailed still opens, of those who have one."""
    if not account_ids:
        return {}
    rows = session.execute(
        select(OneTimeLink.account_id, func.max(OneTimeLink.expires_at))
        .where(
            OneTimeLink.account_id.in_(account_ids),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > clock.now(),
        )
        .group_by(OneTimeLink.account_id)
    )
    return {account_id: until for account_id, until in rows if account_id is not None}


def holders_of_groups(group_keys: Collection[str], scope_path: str) -> dict[str, list[Account]]:
    """Who sits today in each group, for a thing at `scope_path`: members, then their stand-ins."""
    rows = session.execute(
        select(Group.key, Account)
        .distinct()
        .join(GroupMember, GroupMember.group_id == Group.id)
        .join(Account, Account.id == GroupMember.account_id)
        .join(Scope, Scope.id == GroupMember.scope_id)
        .where(
            Group.key.in_(group_keys),
            Account.disabled_at.is_(None),
            Scope.path.in_(ancestors(scope_path)),
            member_today(),
        )
        .order_by(Account.folded, Account.id)
    )
    held: dict[str, list[Account]] = {key: [] for key in group_keys}
    for key, person in rows:
        held[key].append(person)
    for key, person in replacements.stand_ins_of(group_keys, scope_path):
        if person not in held[key]:
            held[key].append(person)
    return held


def seats_of_groups(group_keys: Collection[str]) -> dict[str, frozenset[str]]:
    """Places on which each group has a member today: one query, for requests by the thousand."""
    rows = session.execute(
        select(Group.key, Scope.path)
        .distinct()
        .join(GroupMember, GroupMember.group_id == Group.id)
        .join(Account, Account.id == GroupMember.account_id)
        .join(Scope, Scope.id == GroupMember.scope_id)
        .where(Group.key.in_(group_keys), Account.disabled_at.is_(None), member_today())
    )
    found: dict[str, set[str]] = {key: set() for key in group_keys}
    for key, path in rows:
        found[key].add(path)
    return {key: frozenset(paths) for key, paths in found.items()}


def accounts_with(permission: str, scope_path: str) -> list[Account]:
    """Who holds `permission` today for a thing at `scope_path`."""
    roles = [key for key, role in live_roles().items() if permission in role.permissions]
    return list(
        session.scalars(
            select(Account)
            .where(
                Account.disabled_at.is_(None),
                exists().where(
                    Grant.account_id == Account.id,
                    Grant.role.in_(roles),
                    Grant.scope_id == Scope.id,
                    Scope.path.in_(ancestors(scope_path)),
                    granted_today(),
                ),
            )
            .order_by(Account.folded, Account.id)
        )
    )


def visible(actor: Actor, permission: str) -> ColumnElement[bool]:
    """All for whoever looks after the organisation; else those with a right under one's scopes."""
    if actor.holds(permission, ROOT):
        return true()
    trees = under(actor.scopes_for(permission))
    return or_(
        exists().where(
            Grant.account_id == Account.id,
            Grant.scope_id == Scope.id,
            Grant.revoked_at.is_(None),
            trees,
        ),
        exists().where(
            GroupMember.account_id == Account.id, GroupMember.scope_id == Scope.id, trees
        ),
    )


def _filtered(wanted: Select[Any], text: str, state: str) -> Select[Any]:
    for word in words_of(text)[:8]:
        wanted = wanted.where(Account.folded.contains(word, autoescape=True))
    if state == "active":
        wanted = wanted.where(Account.disabled_at.is_(None))
    elif state == "invited":
        wanted = wanted.where(Account.disabled_at.is_(None), Account.password_hash.is_(None))
    elif state == "disabled":
        wanted = wanted.where(Account.disabled_at.is_not(None))
    return wanted


def _roles_of(ids: list[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    titles = live_roles()
    held: dict[UUID, list[tuple[str, str]]] = {}
    for account_id, role, label in session.execute(
        select(Grant.account_id, Grant.role, Scope.label)
        .join(Scope)
        .where(and_(Grant.account_id.in_(ids), not_over()))
        .order_by(Scope.path, Grant.role)
    ):
        held.setdefault(account_id, []).append(
            (titles[role].title if role in titles else role, label)
        )
    return held


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise NotFound from error
