"""Accounts made in number from a list: judged line by line before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts import queries
from accounts.models import Account, Scope
from accounts.operations.grants import check_period, give_role, may_give
from accounts.operations.links import invite
from accounts.operations.people import clean, create_account, identity_problems
from accounts.permissions import Permission
from accounts.queries import Role
from accounts.roster import Wish
from core import clock
from core.actor import Actor
from core.errors import Forbidden, Invalid
from core.folding import fold
from core.problems import Problem


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with what stands against it; `new` when it opens an account."""

    wish: Wish
    role: Role | None = None
    scope: Scope | None = None
    until: date | None = None
    new: bool = True
    problems: list[Problem] = field(default_factory=list)


def judge(actor: Actor, wishes: Sequence[Wish]) -> list[Judged]:
    """What would become of each line."""
    if not actor.holds(Permission.ACCOUNTS_MANAGE):
        raise Forbidden
    roles = {name: role for role in queries.live_roles().values() for name in _names(role)}
    places = queries.scopes_named(
        {wish.scope for wish in wishes}, actor.scopes_for(Permission.ROLES_GRANT)
    )
    known = queries.accounts_by_email({clean(wish.email) for wish in wishes})
    seen: set[str] = set()
    found = []
    for wish in wishes:
        email = clean(wish.email).lower()
        account = known.get(email)
        role, among = roles.get(fold(wish.role)), places.get(wish.scope, [])
        problems, until = _problems(wish, account, role, among)
        scope = among[0] if len(among) == 1 else None
        if role and scope and not problems and not may_give(actor, role, scope):
            problems.append(Problem("/role", "role-beyond"))
        new = account is None and email not in seen
        seen.add(email)
        found.append(Judged(wish, role, scope, until, new, problems))
    return found


def bring(actor: Actor, judged: Sequence[Judged]) -> tuple[int, int]:
    """Make what holds: (accounts opened, roles given to people who had an account)."""
    opened = given = 0
    for one in judged:
        if one.problems or one.role is None or one.scope is None:
            continue
        account = queries.account_by_email(clean(one.wish.email))
        if account is None:
            account = create_account(actor, one.wish.email, one.wish.name, one.wish.job_title)
            invite(actor, account)
            opened += 1
        else:
            given += 1
        give_role(actor, account, one.role.key, one.scope, valid_until=one.until)
    return opened, given


def _names(role: Role) -> set[str]:
    return {fold(role.key), fold(role.title)}


def _problems(
    wish: Wish, account: Account | None, role: Role | None, among: Sequence[Scope]
) -> tuple[list[Problem], date | None]:
    if wish.fault:
        return [Problem("", wish.fault)], None
    found = identity_problems(
        clean(wish.email), clean(wish.name) or (account.name if account else "")
    )
    if account is not None and account.disabled_at is not None:
        found.append(Problem("/email", "account-disabled"))
    if role is None:
        found.append(Problem("/role", "unknown-role"))
    if len(among) > 1:
        codes = ", ".join(scope.code for scope in among[:5])
        found.append(Problem("/scope", "several-scopes", {"codes": codes}))
    elif not among:
        found.append(Problem("/scope", "unknown-scope"))
    return _dated(wish, found)


def _dated(wish: Wish, found: list[Problem]) -> tuple[list[Problem], date | None]:
    try:
        until = wish.last_day
        check_period(clock.today(), until)
    except ValueError:
        return [*found, Problem("/until", "day-malformed")], None
    except Invalid as refusal:
        return [*found, *refusal.problems], None
    return found, until
