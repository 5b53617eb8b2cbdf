"""What every act on an account goes through: the lock, the rights over it, the line of history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, text

from accounts import queries
from accounts.errors import BeyondOnesScope, LastAdministrator
from accounts.models import Account, Grant, Scope
from accounts.permissions import Permission
from accounts.queries.dates import granted_today, not_over
from accounts.queries.scopes import ROOT
from core.actor import Actor
from core.database import session
from core.errors import Forbidden
from core.history import record
from schemas import queries as definitions

#: First keys of our transaction locks (`pg_advisory_xact_lock(int, int)`).
TRIES, ADMINISTRATORS, ROLES = 7305, 7306, 7308


def note(
    actor: Actor,
    account: Account,
    act: str,
    *,
    patch: Sequence[Mapping[str, Any]] = (),
    facts: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """A line of history about `account`, written under its lock so that the chain has no fork."""
    session.flush()  # the version the line bears is the one after the change
    session.execute(select(Account.id).where(Account.id == account.id).with_for_update())
    record(
        actor,
        "account",
        account.id,
        act,
        version=account.version,
        patch=patch,
        facts=facts,
        reason=reason,
    )


def require_over(actor: Actor, account: Account, permission: str) -> None:
    """`permission` must reach every place where the account has, or will have, a right."""
    if not actor.holds(permission):
        raise Forbidden
    if not reaches(actor, account, permission):
        raise BeyondOnesScope


def reaches(actor: Actor, account: Account, permission: str) -> bool:
    """Whether `permission` is held over all of the account."""
    if actor.holds(permission, ROOT):
        return True
    paths = scopes_of(account)
    return bool(paths) and all(actor.holds(permission, path) for path in paths)


def require_no_less(actor: Actor, account: Account) -> None:
    """Taking an account over (by its address) would give all it has: one must have that already."""
    roles = queries.live_roles()
    for role, path in session.execute(
        select(Grant.role, Scope.path).join(Scope).where(Grant.account_id == account.id, not_over())
    ):
        held = roles[role].permissions if role in roles else frozenset()
        if not all(actor.holds(permission, path) for permission in held):
            raise BeyondOnesScope


def scopes_of(account: Account) -> set[str]:
    """Where the account has a right, today or later, or sits in a group."""
    granted = session.scalars(
        select(Scope.path).join(Grant).where(Grant.account_id == account.id, not_over())
    )
    return {*granted, *(m.scope.path for m in queries.memberships_of(account.id))}


def hold_administrators() -> bool:
    """Take the lock under which administrators come and go; whether there is one now."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key, 0)"), {"key": ADMINISTRATORS})
    return has_administrator()


def hold_roles(*, alone: bool = False) -> None:
    """A role is not given while it leaves: whoever gives one comes before or after (`alone`)."""
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    session.execute(text(f"SELECT {lock}(:key, 0)"), {"key": ROLES})
    definitions.read_afresh()  # one that has left meanwhile stood when this act began


def keep_an_administrator(*, was_one: bool) -> None:
    """Refuse an act that leaves nobody to give rights on the whole organisation."""
    session.flush()  # the question below must see the change
    if was_one and not has_administrator():
        raise LastAdministrator


def has_administrator() -> bool:
    """Whether an account that may sign in can give roles on the whole organisation today."""
    roles = [k for k, r in queries.live_roles().items() if Permission.ROLES_GRANT in r.permissions]
    return bool(
        session.scalar(
            select(Grant.id)
            .join(Account)
            .join(Scope)
            .where(
                Account.disabled_at.is_(None),
                Grant.role.in_(roles),
                Scope.path == ROOT,
                granted_today(),
            )
            .limit(1)
        )
    )
