"""Second factors: added, used once each time, taken away, opened again by an administrator."""

from __future__ import annotations

from sqlalchemy import delete, update

from accounts import queries, totp
from accounts.errors import LastFactor, WrongFactor
from accounts.events import FactorChanged
from accounts.models import Account, Passkey, RecoveryCode, TotpSecret
from accounts.operations import sessions
from accounts.operations.guard import note, require_no_less, require_over
from accounts.permissions import Permission
from core import clock, sealing
from core.actor import Actor
from core.database import session
from core.errors import Invalid, NotFound
from core.events import announce
from core.problems import Problem
from core.unseen import is_unseen

PURPOSE = "totp"


def add_totp(actor: Actor, account: Account, secret: str, code: str) -> None:
    """Keep the secret once its application has shown that it makes the right codes."""
    step = totp.matching_step(secret, code, clock.now(), after=-1)
    if step is None:
        raise WrongFactor
    session.execute(delete(TotpSecret).where(TotpSecret.account_id == account.id))
    session.add(
        TotpSecret(
            account_id=account.id,
            sealed=sealing.seal(secret, PURPOSE),
            last_step=step,
            last_used_at=None,
        )
    )
    changed(actor, account, "totp-added")


def use_totp(account: Account, code: str) -> None:
    """Take a code of now, once; whoever comes second with it is refused (S-09)."""
    kept = session.get(TotpSecret, account.id)
    secret = sealing.unseal(kept.sealed, PURPOSE) if kept is not None else None
    if kept is None or secret is None:
        raise WrongFactor
    step = totp.matching_step(secret, code, clock.now(), after=kept.last_step)
    if step is None:
        raise WrongFactor
    taken = session.execute(
        update(TotpSecret)
        .where(TotpSecret.account_id == account.id, TotpSecret.last_step < step)
        .values(last_step=step, last_used_at=clock.now())
    )
    if not getattr(taken, "rowcount", 0):
        raise WrongFactor


def remove_totp(actor: Actor, account: Account) -> None:
    """The codes of the application are worth nothing any more."""
    if session.get(TotpSecret, account.id) is None:
        raise NotFound
    _keep_one(account)
    session.execute(delete(TotpSecret).where(TotpSecret.account_id == account.id))
    changed(actor, account, "totp-removed")


def remove_passkey(actor: Actor, account: Account, key: Passkey) -> None:
    """The device opens nothing here any more."""
    _keep_one(account)
    name = key.name
    session.delete(key)
    changed(actor, account, "passkey-removed", name)


def reopen_factor(actor: Actor, account: Account, reason: str) -> None:
    """Second factor lost, and no code left: the password alone lets in once more.

    Everything the account proved itself with goes, and so do its sessions. Where a factor is
    demanded, the next sign-in leads to adding one before anything else.
    """
    require_over(actor, account, Permission.ACCOUNTS_MANAGE)
    require_no_less(actor, account)
    if account.id == actor.account_id:
        raise NotFound  # what one proves oneself with is not taken away by oneself
    if is_unseen(reason):
        raise Invalid([Problem("/reason", "reason-missing")])
    for what in (TotpSecret, Passkey, RecoveryCode):
        session.execute(delete(what).where(what.account_id == account.id))
    session.execute(
        update(Account).where(Account.id == account.id).values(factor_due_at=clock.now())
    )
    sessions.drop_all(account.id)
    note(actor, account, "account.factor-reopened", reason=reason.strip()[:300])
    announce(FactorChanged(account.id, "reopened", reason.strip()[:300], actor.account_id))


def _keep_one(account: Account) -> None:
    """Who must have a second factor does not take the last one away."""
    held = queries.factors_of(account.id)
    if len(held.passkeys) + bool(held.totp) < 2 and queries.is_demanded(account.id):
        raise LastFactor


def changed(actor: Actor, account: Account, change: str, name: str = "") -> None:
    """A line of history, and word to the person."""
    note(actor, account, f"account.{change}", facts={"label": name})
    announce(FactorChanged(account.id, change, name, actor.account_id))
