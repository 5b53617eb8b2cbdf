"""Who acts with which rights: read at each request, so a change holds at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    true,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from accounts.models import (
    Account,
    ApiToken,
    Grant,
    Group,
    GroupMember,
    Preference,
    Replacement,
    Scope,
)
from accounts.queries import preferences, replacements
from accounts.queries.dates import granted, the_day, within
from accounts.queries.roles import live_roles
from core import clock
from core.actor import NOBODY, Actor, Membership
from core.actor import Grant as Right
from core.database import kept, remembered, session, taken
from core.sessions import connection, digest
from core.web import known_as

#: `last_used_at` of a token is written at most once in this time.
USED_EVERY = timedelta(minutes=1)
_PERSON_OF = "accounts.person:{}"


def actor_of(account_id: UUID, via: str = "ui") -> Actor:
    """The person with all that is valid today; a disabled account has no right left."""
    rows = taken(_PERSON_OF.format(account_id)) or _rows_of(account_id)
    if not rows:
        return NOBODY
    found: Account = rows[0].Account
    person = Actor(
        account_id=found.id, name=found.name, email=found.email, via=via, facts=_facts(found)
    )
    if found.disabled_at is not None:
        return person
    roles = live_roles() if any(row.what == "grant" for row in rows) else {}
    return replace(
        person,
        grants=tuple(
            _right(row, roles) for row in rows if row.what == "grant" and row.key in roles
        ),
        memberships=tuple(_seats(rows)),
    )


def account_here(account_id: UUID) -> Account | None:
    """The account, read with the rights that `actor_of` is about to ask: once for both."""
    taken(_PERSON_OF.format(account_id))
    rows = remembered(_PERSON_OF.format(account_id), lambda: _rows_of(account_id))
    return kept(rows[0].Account) if rows else None


def _rows_of(account_id: UUID) -> Sequence[Any]:
    """The account beside each grant, membership and choice of its own; nothing without account."""
    asked = {"account": account_id, **the_day(), **replacements.those_who_work()}
    rows = session.execute(_PERSON, asked).all()
    if rows:
        kept(rows[0].Account)
    choices = {row.key: row.value for row in rows if row.what == "choice"}
    preferences.known(account_id, choices)
    return rows


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


def _person() -> Any:
    """An account, its grants and memberships of a day and its choices in one query, made once: it
    is asked at each request."""
    account, today = bindparam("account", type_=Uuid()), bindparam("today", type_=Date())
    of_the_day = {
        "today": today,
        "since": bindparam("since", type_=DateTime(timezone=True)),
        "since_day": bindparam("since_day", type_=Date()),
        "givers": bindparam("givers", expanding=True),
    }
    day = granted(**of_the_day)
    workers: Any = bindparam("workers", expanding=True)
    grants = (
        select(
            literal("grant").label("what"),
            Grant.id,
            Grant.role.label("key"),
            Scope.path.label("path"),
            Scope.label.label("label"),
            Grant.valid_until.label("until"),
            Grant.source.label("source"),
            null().cast(JSONB).label("value"),
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
            null().cast(JSONB),
        )
        .join(Group, Group.id == GroupMember.group_id)
        .join(Scope, Scope.id == GroupMember.scope_id)
        .where(GroupMember.account_id == account, within(GroupMember, today))
    )
    others = replacements.filled_seats(
        literal("stand-in"),
        Replacement.principal_id,
        Group.key,
        replacements.MEETING,
        replacements.PRINCIPAL.name,
        Replacement.valid_until,
        null(),
        null().cast(JSONB),
    ).where(
        Replacement.stand_in_id == account,
        replacements.holding_today(today, workers, of_the_day),
    )
    choices = select(
        literal("choice"),
        null(),
        Preference.key,
        null(),
        null(),
        null(),
        null(),
        Preference.value,
    ).where(Preference.account_id == account)
    held = union_all(grants, members, others, choices).subquery()
    return (
        select(Account, *held.c)
        .outerjoin(held, true())
        .where(Account.id == account)
        .order_by(held.c.what, held.c.path, held.c.key)
    )


_PERSON = _person()


def _seats(rows: Sequence[Any]) -> Iterator[Membership]:
    """One’s own seats in groups, then those filled in the place of others."""
    yield from (Membership(row.key, row.path) for row in rows if row.what == "group")
    for row in rows:
        if row.what == "stand-in":
            yield Membership(row.key, row.path, row.id, row.label, row.until)


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
