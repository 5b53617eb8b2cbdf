"""Keys in devices: made, named, and let in by what they sign (S-10)."""

from __future__ import annotations

from uuid import UUID

import structlog
from sqlalchemy import func, select, update

from accounts import passkeys
from accounts.errors import WrongKey
from accounts.models import Account, Passkey
from accounts.operations.factors import changed
from accounts.operations.people import clean
from accounts.passkeys import NotProven, Place
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.problems import Problem
from core.wall import HOUSE, acting_as

log = structlog.get_logger("accounts")
#: Keys of one account: a telephone, a computer, a bunch of keys, and room for more.
MOST = 20
LONGEST = 60


def add_passkey(
    actor: Actor, account: Account, name: str, answer: str, challenge: str, where: Place
) -> Passkey:
    """Keep the key a device has made for this account."""
    named = _name(name)
    try:
        made = passkeys.made(answer, challenge, where)
    except NotProven as refusal:
        log.info("passkey.not-made", why=str(refusal)[:200])
        raise WrongKey from refusal
    many = session.scalar(
        select(func.count()).select_from(Passkey).where(Passkey.account_id == account.id)
    )
    if (many or 0) >= MOST or _known(made.credential_id) is not None:
        raise WrongKey
    key = Passkey(
        account_id=account.id,
        name=named,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        last_used_at=None,
    )
    session.add(key)
    changed(actor, account, "passkey-added", named)
    return key


def rename_passkey(key: Passkey, name: str) -> None:
    """Call it otherwise."""
    key.name = _name(name)


def use_passkey(
    answer: str, challenge: str, where: Place, *, account_id: UUID | None = None
) -> Account:
    """Whose key has signed. Alone (no `account_id`), the device must have recognised its person.

    Another's key, a count that goes back, a page or a name that is not ours are refused alike.
    """
    with acting_as(HOUSE):  # at its own door the house looks for whoever knocks
        try:
            return _signed(answer, challenge, where, account_id)
        except NotProven as refusal:
            log.warning("passkey.refused", why=str(refusal)[:200])
            raise WrongKey from refusal


def _signed(answer: str, challenge: str, where: Place, account_id: UUID | None) -> Account:
    read = passkeys.read(answer)
    key, said = _known(str(read["id"])), passkeys.whose(read)
    if key is None:
        raise NotProven("unknown key")
    if any(one not in (None, key.account_id) for one in (account_id, said)):
        raise NotProven("another's key")
    signed = passkeys.signed(read, challenge, where, key, alone=account_id is None)
    taken = session.execute(
        update(Passkey)
        .where(Passkey.id == key.id, Passkey.sign_count == key.sign_count)
        .values(sign_count=signed.sign_count, last_used_at=clock.now())
    )
    account = session.get(Account, key.account_id)
    if not getattr(taken, "rowcount", 0) or account is None or account.disabled_at is not None:
        raise NotProven("taken meanwhile, or closed")
    return account


def _known(credential_id: str) -> Passkey | None:
    return session.scalar(
        select(Passkey)
        .where(Passkey.credential_id == credential_id)
        .execution_options(populate_existing=True)
    )


def _name(name: str) -> str:
    named = clean(name)[:LONGEST]
    if not named:
        raise Invalid([Problem("/name", "passkey-name-missing")])
    return named
