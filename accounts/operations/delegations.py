"""Rights handed on by those in charge of a place: two at least, each with a reason and an end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from accounts import queries
from accounts.domain.delegation import DELEGATION
from accounts.errors import MoreThanOneHas
from accounts.events import DelegationChanged, PasswordLinkAsked, RightsChanged
from accounts.models import Account, Grant, Scope
from accounts.operations.guard import hold_roles, note
from accounts.operations.people import open_account
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Forbidden, Invalid, NotFound
from core.events import announce
from core.history import difference
from core.problems import Problem
from core.unseen import is_unseen

LONGEST_REASON = 300


def invite_member(actor: Actor, scope: Scope, email: str, name: str) -> Account:
    """Whoever has this address; somebody new gets an account and a link to choose a password."""
    _require(actor, scope)
    known = queries.account_by_email(email)
    if known is None:
        known = open_account(actor, email, name)
        announce(PasswordLinkAsked(known.id, "invitation"))
    return known


def known_member(actor: Actor, scope: Scope, account_id: UUID) -> Account:
    """Somebody who has held something at this place; others are not found (advisory 13)."""
    _require(actor, scope)
    people = {account.id: account for account in queries.once_members(scope)}
    if account_id not in people:
        raise Invalid([Problem("/account", "unknown-account")])
    return people[account_id]


def delegate(
    actor: Actor,
    account: Account,
    scope: Scope,
    roles: Collection[str],
    until: date | None,
    purpose: str,
) -> None:
    """From now on somebody holds these roles at a place, until a day, and no other handed on.

    Said again with the same words it changes nothing; a right left out ends at once.
    """
    _require(actor, scope)
    purpose = " ".join(purpose.split())[:LONGEST_REASON]
    hold_roles()
    _check(actor, account, scope, roles, until, purpose)
    _hold(account)
    standing = {grant.role: grant for grant in queries.delegated_to(account.id, scope)}
    was, before = _state(standing), _told(standing)
    for key in standing.keys() - set(roles):
        standing.pop(key).revoked_at = clock.now()
    for key in sorted(roles):
        grant = standing.get(key) or _new(account, scope, key)
        grant.valid_until, grant.purpose, grant.granted_by = until, purpose, actor.account_id
        standing[key] = grant
    if _state(standing) != was:
        act = "account.delegation-changed" if was else "account.delegation-given"
        _write(actor, account, scope, act, before=before, after=_told(standing), reason=purpose)


def end_delegation(actor: Actor, account: Account, scope: Scope, reason: str | None = None) -> None:
    """End at once all that was handed on to somebody at a place."""
    _require(actor, scope)
    _hold(account)
    standing = {grant.role: grant for grant in queries.delegated_to(account.id, scope)}
    if not standing:
        return
    before = _told(standing)
    for grant in standing.values():
        grant.revoked_at = clock.now()
    _write(
        actor, account, scope, "account.delegation-ended", before=before, after={}, reason=reason
    )


def confirm_delegation(actor: Actor, account: Account, scope: Scope) -> None:
    """Stand for what somebody before handed on: it is as if one had given it oneself."""
    _require(actor, scope)
    _hold(account)
    standing = {grant.role: grant for grant in queries.delegated_to(account.id, scope)}
    if not standing:
        raise NotFound
    if not set(standing) <= {role.key for role in queries.delegable_roles(actor, scope.path)}:
        raise MoreThanOneHas
    before, latest = _told(standing), queries.latest_end_of(actor, scope.path)
    for grant in standing.values():
        grant.granted_by = actor.account_id
        grant.valid_until = min(d for d in (grant.valid_until, latest) if d is not None)
    _write(
        actor,
        account,
        scope,
        "account.delegation-confirmed",
        before=before,
        after=_told(standing),
    )


def _require(actor: Actor, scope: Scope) -> None:
    if not queries.may_delegate(actor, scope.path):
        raise Forbidden


def _check(
    actor: Actor,
    account: Account,
    scope: Scope,
    roles: Collection[str],
    until: date | None,
    purpose: str,
) -> None:
    problems = [*_role_problems(actor, scope, roles), *_end_problems(actor, scope, until)]
    if is_unseen(purpose):
        problems.append(Problem("/purpose", "reason-missing"))
    if account.id == actor.account_id:
        problems.append(Problem("/email", "not-to-oneself"))
    if account.disabled_at is not None:
        problems.append(Problem("/email", "account-closed"))
    if problems:
        raise Invalid(problems)


def _role_problems(actor: Actor, scope: Scope, roles: Collection[str]) -> list[Problem]:
    live = queries.live_roles()
    if not roles:
        return [Problem("/roles", "no-right-chosen")]
    if any(key not in live or not live[key].delegable for key in roles):
        return [Problem("/roles", "unknown-role")]
    if not set(roles) <= {role.key for role in queries.delegable_roles(actor, scope.path)}:
        raise MoreThanOneHas
    return []


def _end_problems(actor: Actor, scope: Scope, until: date | None) -> list[Problem]:
    latest = queries.latest_end_of(actor, scope.path)
    if until is None:
        return [Problem("/until", "end-missing")]
    if until < clock.today():
        return [Problem("/until", "already-over")]
    if latest is not None and until > latest:
        return [Problem("/until", "end-too-late", {"latest": latest.strftime("%d/%m/%Y")})]
    return []


def _hold(account: Account) -> None:
    """Two people in charge at once change one person's rights one after the other."""
    session.flush()
    session.execute(select(Account.id).where(Account.id == account.id).with_for_update())


def _new(account: Account, scope: Scope, role: str) -> Grant:
    grant = Grant(
        account_id=account.id,
        role=role,
        scope_id=scope.id,
        scope=scope,
        valid_from=clock.today(),
        source=DELEGATION,
    )
    session.add(grant)
    return grant


def _told(standing: Mapping[str, Grant]) -> dict[str, str]:
    """What history keeps of rights: role → last day."""
    return {
        key: grant.valid_until.isoformat() if grant.valid_until else ""
        for key, grant in sorted(standing.items())
    }


def _state(standing: Mapping[str, Grant]) -> dict[str, Any]:
    return {k: (g.valid_until, g.purpose, g.granted_by) for k, g in standing.items()}


def _write(
    actor: Actor,
    account: Account,
    scope: Scope,
    act: str,
    *,
    before: Mapping[str, str],
    after: Mapping[str, str],
    reason: str | None = None,
) -> None:
    live, held = queries.live_roles(), after or before
    titles = [live[key].title if key in live else key for key in held]
    note(
        actor,
        account,
        act,
        patch=difference(before, after),
        facts={"scope": scope.path, "label": scope.label, "title": ", ".join(titles)},
        reason=reason or None,
    )
    announce(RightsChanged(account.id, actor.account_id))
    announce(DelegationChanged(account.id, scope.id, actor.account_id))
