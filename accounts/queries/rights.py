"""Who acts with which rights: read at each request, so a change holds at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Date,
    DateTime,
    Uuid,
    bindparam,
    literal,
    null,
    select,
    union_all,
    update,
)

from accounts.models import Account, ApiToken, Grant, Group, GroupMember, Scope
from accounts.queries.dates import granted, the_day, within
from accounts.queries.roles import live_roles
from core import clock
from core.actor import NOBODY, Actor, Membership
from core.actor import Grant as Right
from core.database import session
from core.sessions import connection, digest
from core.web import known_as

#: `last_used_at` of a token is written at most once in this time.
USED_EVERY = timedelta(minutes=1)


def actor_of(account_id: UUID, via: str = "ui") -> Actor:
    """The person with all that is valid today; a disabled account has no right left."""
    found = session.get(Account, account_id)
    if found is None:
        return NOBODY
    person = Actor(
        account_id=found.id, name=found.name, email=found.email, via=via, facts=_facts(found)
    )
    if found.disabled_at is not None:
        return person
    rows = session.execute(_RIGHTS, {"account": account_id, **the_day()}).all()
    roles = live_roles() if any(row.what == "grant" for row in rows) else {}
    return replace(
        person,
        grants=tuple(
            _right(row, roles) for row in rows if row.what == "grant" and row.key in roles
        ),
        memberships=tuple(Membership(row.key, row.path) for row in rows if row.what == "group"),
    )


def actor_of_token(token: str) -> Actor | None:
    """The account behind a program's key, with no more permissions than the key keeps."""
    found = session.scalar(select(ApiToken).where(ApiToken.token_sha256 == digest(token)))
    now = clock.now()
    if found is None or found.revoked_at is not None or found.expires_at <= now:
        return None
    known_as(found.account_id)
    actor = actor_of(found.account_id, via="api")
    if not actor.known or actor.facts.get("disabled"):
        known_as(None)
        return None
    if found.last_used_at is None or now - found.last_used_at > USED_EVERY:
        with connection() as conn:  # apart from the act: a refused call was a use too
            conn.execute(update(ApiToken).where(ApiToken.id == found.id).values(last_used_at=now))
    return narrowed(actor, found.permissions)


def narrowed(actor: Actor, permissions: list[Any]) -> Actor:
    """The same person holding only `permissions` (["*"] keeps all), and nothing by the way."""
    if "*" in permissions:
        return actor
    kept = frozenset(permissions)
    return replace(
        actor,
        grants=tuple(replace(g, permissions=g.permissions & kept) for g in actor.grants),
        facts={**actor.facts, "narrowed": True},
    )


def grants_of(account_id: UUID) -> list[Grant]:
    """All grants ever given, those that are not revoked first, newest first."""
    return list(
        session.scalars(
            select(Grant)
            .where(Grant.account_id == account_id)
            .order_by(Grant.revoked_at.desc().nulls_first(), Grant.created_at.desc(), Grant.id)
        )
    )


def memberships_of(account_id: UUID) -> list[GroupMember]:
    """The groups somebody is, was or will be in."""
    return list(
        session.scalars(
            select(GroupMember)
            .join(Group)
            .where(GroupMember.account_id == account_id)
            .order_by(Group.label, GroupMember.id)
        )
    )


def _rights() -> Any:
    """Grants and memberships of a day in one query, made once: it is asked at each request."""
    account, today = bindparam("account", type_=Uuid()), bindparam("today", type_=Date())
    day = granted(
        today,
        bindparam("since", type_=DateTime(timezone=True)),
        bindparam("since_day", type_=Date()),
        bindparam("givers", expanding=True),
    )
    grants = (
        select(
            literal("grant").label("what"),
            Grant.id,
            Grant.role.label("key"),
            Scope.path.label("path"),
            Scope.label.label("label"),
            Grant.valid_until.label("until"),
            Grant.source.label("source"),
        )
        .join(Scope, Scope.id == Grant.scope_id)
        .where(Grant.account_id == account, day)
    )
    members = (
        select(
            literal("group"),
            GroupMember.id,
            Group.key,
            Scope.path,
            Scope.label,
            GroupMember.valid_until,
            null(),
        )
        .join(Group, Group.id == GroupMember.group_id)
        .join(Scope, Scope.id == GroupMember.scope_id)
        .where(GroupMember.account_id == account, within(GroupMember, today))
    )
    return union_all(grants, members).order_by("what", "path", "key")


_RIGHTS = _rights()


def _right(row: Any, roles: dict[str, Any]) -> Right:
    role = roles[row.key]
    return Right(
        id=row.id,
        role=row.key,
        role_title=role.title,
        scope_path=row.path,
        scope_label=row.label,
        permissions=role.permissions,
        rules=role.rules,
        valid_until=row.until,
        source=row.source,
    )


def _facts(account: Account) -> dict[str, Any]:
    """What conditions may name under `actor.`."""
    return {
        "id": str(account.id),
        "name": account.name,
        "email": account.email,
        "job_title": account.job_title,
        "locale": account.locale,
        "disabled": account.disabled_at is not None,
    }
