"""Signing in, slowed down for guessers; passwords chosen and changed."""

from __future__ import annotations

import zlib
from datetime import timedelta

from sqlalchemy import delete, func, select, text, update

from accounts import passwords, queries
from accounts.domain import password_rules
from accounts.errors import TooManyCodes, TooManyTries
from accounts.events import PasswordChanged
from accounts.models import Account, OneTimeLink, SignInTry
from accounts.operations import sessions
from accounts.operations.guard import TRIES, note
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.events import announce
from core.problems import Problem
from core.sessions import digest
from core.wall import HOUSE, acting_as

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 30
#: What tries are counted under, so that asking for links cannot lock the sign-in.
SIGN_IN, LOST, FACTOR, CONFIRM = "", "lost:", "factor:", "confirm:"


def take_a_try(
    email: str,
    address: str,
    what: str = SIGN_IN,
    *,
    per_account: int = PER_ACCOUNT,
    per_address: int = PER_ADDRESS,
) -> None:
    """Write a try down before it is made; refuse it past 5 an account, 30 an address in 15 minutes.

    In a unit of work of its own, so that a try that fails stays written. Known and unknown
    addresses are counted alike. A refused try is not written: waiting is enough to try again.
    """
    who, where = _who(email, what), digest(f"{what}{address}")
    for key in (who, where):  # counted one after the other: 50 at once are still 5
        session.execute(
            text("SELECT pg_advisory_xact_lock(:space, :key)"),
            {"space": TRIES, "key": zlib.crc32(key.encode()) - 2**31},
        )
    if _tries(SignInTry.email_sha256 == who) >= per_account:
        raise TooManyTries
    if _tries(SignInTry.address_sha256 == where) >= per_address:
        raise TooManyTries
    session.add(SignInTry(email_sha256=who, address_sha256=where))


def take_a_code_try(account: Account, address: str, what: str = FACTOR) -> None:
    """The same for codes of a second factor."""
    try:
        take_a_try(account.email, address, what)
    except TooManyTries as refusal:
        raise TooManyCodes from refusal


def sign_in(email: str, password: str) -> Account | None:
    """The account, or None: unknown, wrong and closed are one answer at one price (S-04)."""
    with acting_as(HOUSE):  # at its own door the house looks for whoever knocks
        return _let_in(email, password)


def _let_in(email: str, password: str) -> Account | None:
    account = queries.account_by_email(email)
    stored = account.password_hash if account is not None else None
    right = passwords.matches(stored, password)
    if account is None or stored is None or not right or account.disabled_at is not None:
        return None
    if passwords.is_outdated(stored):
        session.execute(
            update(Account)
            .where(Account.id == account.id, Account.password_hash == stored)
            .values(password_hash=passwords.hashed(password))
        )
    forget_tries(account.email)
    return account


def change_password(actor: Actor, account: Account, current: str, new: str) -> None:
    """Change one's own password, knowing the present one; every session ends."""
    if not passwords.matches(account.password_hash, current):
        raise Invalid([Problem("/current", "wrong-password")])
    if problems := password_rules.problems(new, account.email, account.name):
        raise Invalid(problems)
    set_password(actor, account, new)


def set_password(actor: Actor, account: Account, password: str) -> None:
    """Store it; sessions, links and counted tries of before are gone."""
    session.execute(
        update(Account)
        .where(Account.id == account.id)
        .values(password_hash=passwords.hashed(password))
    )
    sessions.drop_all(account.id)
    session.execute(
        delete(OneTimeLink).where(
            OneTimeLink.account_id == account.id, OneTimeLink.used_at.is_(None)
        )
    )
    forget_tries(account.email)
    note(actor, account, "account.password-changed")
    announce(PasswordChanged(account.id))


def seen(account: Account) -> None:
    """Write down when the person came in, without a fight over the row's version."""
    session.execute(
        update(Account).where(Account.id == account.id).values(last_sign_in_at=clock.now())
    )


def forget_tries(email: str, *whats: str) -> None:
    """Whoever knows the password, or reads the mail of the account, starts afresh.

    Not with the second factor, whose tries are forgotten by it alone (`whats`).
    """
    digests = [_who(email, what) for what in whats or (SIGN_IN, LOST)]
    session.execute(delete(SignInTry).where(SignInTry.email_sha256.in_(digests)))


def sweep() -> None:
    """Forget old tries."""
    session.execute(delete(SignInTry).where(SignInTry.at < clock.now() - WINDOW))


def _who(email: str, what: str) -> str:
    return digest(what + email.strip().lower())


def _tries(condition: object) -> int:
    since = clock.now() - WINDOW
    return (
        session.scalar(
            select(func.count()).select_from(SignInTry).where(condition, SignInTry.at > since)  # type: ignore[arg-type]
        )
        or 0
    )
