"""One-time links: 256 random bits, stored as a hash, good for one use within the hour (S-07)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select

from accounts import queries
from accounts.domain import password_rules
from accounts.errors import DeadLink
from accounts.events import NobodysLinkAsked, PasswordLinkAsked
from accounts.models import Account, OneTimeLink
from accounts.operations import entrance
from accounts.operations.guard import note, require_over
from accounts.permissions import Permission
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.events import announce
from core.ids import uuid7
from core.sessions import digest
from core.wall import HOUSE, acting_as

VALID = timedelta(hours=1)
PASSWORD, FIRST = "password", "first-account"


def one_time_link(account: Account) -> str:
    """The token of a new link for choosing a password; see `link_address`."""
    return make(account, PASSWORD)


def link_address(token: str, page: str = "mot-de-passe") -> str:
    """The address to mail: from the settings alone, whatever `Host` a request names (S-06)."""
    return f"{current_app.config['SETTINGS'].base_url}/{page}/{token}"


def ask_for_link(email: str) -> None:
    """« Mot de passe perdu »: whether the address is known must not show, not even by the time.

    One row of work is written either way; the token is made when the mail is.
    """
    with acting_as(HOUSE):
        account = queries.account_by_email(email)
    if account is None or account.disabled_at is not None:
        announce(NobodysLinkAsked(uuid7()))
        return
    announce(PasswordLinkAsked(account.id))


def invite(actor: Actor, account: Account) -> None:
    """Mail somebody a link to choose a password."""
    require_over(actor, account, Permission.ACCOUNTS_MANAGE)
    note(actor, account, "account.invited")
    announce(PasswordLinkAsked(account.id, "invitation"))


def open_link(token: str, purpose: str = PASSWORD, *, lock: bool = False) -> OneTimeLink:
    """The link, while it is good. Looking at it uses nothing: mail scanners look too."""
    question = select(OneTimeLink).where(
        OneTimeLink.token_sha256 == digest(token),
        OneTimeLink.purpose == purpose,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > clock.now(),
    )
    found = session.scalar(question.with_for_update() if lock else question)
    if found is None:
        raise DeadLink
    return found


def choose_by_link(token: str, password: str) -> Account:
    """Choose a password; the link, its sisters and every open session of the account end."""
    link = open_link(token, lock=True)
    if link.account_id is None:
        raise DeadLink
    with acting_as(link.account_id):
        return _choose(link, link.account_id, password)


def _choose(link: OneTimeLink, account_id: UUID, password: str) -> Account:
    account = queries.account(account_id)
    if account.disabled_at is not None:
        raise DeadLink
    if problems := password_rules.problems(password, account.email, account.name):
        raise Invalid(problems)
    link.used_at = clock.now()
    entrance.set_password(Actor(account.id, account.name, account.email), account, password)
    return account


def make(account: Account | None, purpose: str) -> str:
    """A token; only its hash stays here."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    session.add(
        OneTimeLink(
            token_sha256=digest(token),
            account_id=account.id if account else None,
            purpose=purpose,
            created_at=now,
            expires_at=now + VALID,
        )
    )
    session.flush()  # whoever mails the address may rely on the row
    return token


def forget(account: Account) -> None:
    """End every link of an account."""
    session.execute(
        delete(OneTimeLink).where(
            OneTimeLink.account_id == account.id, OneTimeLink.used_at.is_(None)
        )
    )


def sweep() -> None:
    """Forget links a week after their end."""
    session.execute(
        delete(OneTimeLink).where(OneTimeLink.expires_at < clock.now() - timedelta(days=7))
    )
