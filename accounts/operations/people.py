"""Accounts: create, change, close, open again."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy.exc import IntegrityError

from accounts import passwords, queries
from accounts.domain import password_rules
from accounts.errors import NotOnOneself
from accounts.events import AccountDisabled, EmailChanged
from accounts.models import Account
from accounts.operations import links, replacements, sessions
from accounts.operations.guard import (
    hold_administrators,
    keep_an_administrator,
    note,
    require_no_less,
    require_over,
)
from accounts.permissions import Permission
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Forbidden, Invalid
from core.events import announce
from core.history import difference
from core.i18n import LANGUAGES
from core.problems import Problem
from core.unseen import seen_or_nothing

#: One address, nothing that could end a header or open a list.
_EMAIL = re.compile(
    r"[^@\s<>(),;:\\\"\[\]]{1,64}@[^@\s<>(),;:\\\"\[\]]+\.[^@\s<>(),;:\\\"\[\].]{2,}"
)
LONGEST = 200


def create_account(
    actor: Actor,
    email: str,
    name: str,
    job_title: str = "",
    password: str | None = None,
    *,
    locale: str = "fr",
) -> Account:
    """A new account; without a password the person chooses one through a one-time link."""
    if not actor.holds(Permission.ACCOUNTS_MANAGE):
        raise Forbidden
    return open_account(actor, email, name, job_title, password, locale=locale)


def open_account(
    actor: Actor,
    email: str,
    name: str,
    job_title: str = "",
    password: str | None = None,
    *,
    locale: str = "fr",
) -> Account:
    """The same for an act of this room that has looked at the rights itself."""
    email, name, job_title = clean(email), clean(name), clean(job_title)
    problems = identity_problems(email, name)
    if password is not None:
        problems += password_rules.problems(password, email, name)
    if not any(p.path == "/email" for p in problems) and queries.account_by_email(email):
        problems.append(Problem("/email", "email-taken"))
    if problems:
        raise Invalid(problems)
    account = Account(
        email=email,
        name=name,
        job_title=job_title,
        locale=locale if locale in LANGUAGES else "fr",
        password_hash=passwords.hashed(password) if password is not None else None,
    )
    _store(account)
    note(actor, account, "account.created", facts={"name": name, "email": email})
    return account


def change_identity(
    actor: Actor, account: Account, email: str, name: str, job_title: str
) -> Account:
    """Name, address, function. Links already sent die with the old address (S-07)."""
    require_over(actor, account, Permission.ACCOUNTS_MANAGE)
    before = _identity(account)
    email, name, job_title = clean(email), clean(name), clean(job_title)
    problems = identity_problems(email, name)
    moved = email.lower() != account.email.lower()
    other = queries.account_by_email(email) if moved else None
    if other is not None and other.id != account.id:
        problems.append(Problem("/email", "email-taken"))
    if problems:
        raise Invalid(problems)
    if moved:
        require_no_less(actor, account)
        links.forget(account)
    former = account.email
    account.email, account.name, account.job_title = email, name, job_title
    _store(account)
    if moved:
        announce(EmailChanged(account.id, former))
    if patch := difference(before, _identity(account)):
        note(actor, account, "account.changed", patch=patch)
    return account


def disable(
    actor: Actor,
    account: Account,
    reason: str | None = None,
    by: str = Permission.ACCOUNTS_MANAGE,
) -> None:
    """Close an account: its sessions and links end now, its rights sleep; `by` which right."""
    require_over(actor, account, by)
    if account.id == actor.account_id:
        raise NotOnOneself
    if account.disabled_at is not None:
        return
    was_one = hold_administrators()
    account.disabled_at = clock.now()
    keep_an_administrator(was_one=was_one)
    sessions.drop_all(account.id)
    links.forget(account)
    replacements.end_all_of(account)
    note(actor, account, "account.disabled", reason=reason)
    announce(AccountDisabled(account.id, actor.account_id))


def enable(actor: Actor, account: Account) -> None:
    """Open a closed account again, with the rights that are still valid."""
    require_over(actor, account, Permission.ACCOUNTS_MANAGE)
    if account.disabled_at is None:
        return
    account.disabled_at = None
    note(actor, account, "account.enabled")


def clean(text: str) -> str:
    """One line without invisible characters; spaces single."""
    normal = unicodedata.normalize("NFC", text)
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in normal)
    return seen_or_nothing(" ".join(kept.split())[:LONGEST])


def identity_problems(email: str, name: str) -> list[Problem]:
    """What is wrong with an address and a name."""
    found = []
    if len(email) >= LONGEST or not _EMAIL.fullmatch(email):
        found.append(Problem("/email", "email-malformed"))
    if not name:
        found.append(Problem("/name", "name-missing"))
    return found


def _identity(account: Account) -> dict[str, str]:
    return {"email": account.email, "name": account.name, "job_title": account.job_title}


def _store(account: Account) -> None:
    """Write it; somebody else may have taken the address a moment ago."""
    try:
        with session.begin_nested():
            session.add(account)
            session.flush()  # the unique index decides
    except IntegrityError as error:
        raise Invalid([Problem("/email", "email-taken")]) from error
