"""Codes on paper, each of which stands once for a second factor that is lost."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from accounts import passwords, queries
from accounts.domain import recovery
from accounts.errors import WrongFactor
from accounts.events import FactorHelpAsked
from accounts.models import Account, RecoveryCode
from accounts.operations.factors import changed
from accounts.operations.guard import note
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import NotFound
from core.events import announce


def make_codes(actor: Actor, account: Account) -> list[str]:
    """A new sheet, as it is printed; those of before are worth nothing from now on."""
    if not queries.has_factor(account.id):
        raise NotFound
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = recovery.draw()
    session.add_all(
        RecoveryCode(
            account_id=account.id,
            starts=recovery.starts(code),
            hashed=passwords.hashed(code),
            used_at=None,
        )
        for code in codes
    )
    changed(actor, account, "codes-made")
    return [recovery.written(code) for code in codes]


def use_code(account: Account, typed: str) -> None:
    """Take a code, once. A sheet without it costs what one with it does."""
    code = recovery.read(typed)
    kept = session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.starts == recovery.starts(code or ""),
            RecoveryCode.used_at.is_(None),
        )
    )
    right = passwords.matches(kept.hashed if kept is not None else None, code or "")
    if kept is None or not right:
        raise WrongFactor
    taken = session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.id == kept.id, RecoveryCode.used_at.is_(None))
        .values(used_at=clock.now())
    )
    if not getattr(taken, "rowcount", 0):
        raise WrongFactor
    changed(Actor(account.id, account.name, account.email), account, "code-used")


def ask_for_help(account: Account) -> None:
    """Neither factor nor code: those who look after accounts are told."""
    note(Actor(account.id, account.name, account.email), account, "account.factor-help-asked")
    announce(FactorHelpAsked(account.id))
