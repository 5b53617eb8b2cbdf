"""Looking at the house as somebody else: said why, for half an hour, written down on both sides."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from accounts import queries
from accounts.errors import NotLookedAs
from accounts.events import SupportBegan
from accounts.models import Account
from accounts.operations.guard import note
from core import clock
from core.actor import Actor
from core.errors import Invalid
from core.events import announce
from core.problems import Problem
from core.unseen import is_unseen

AS_LONG: Final = timedelta(minutes=30)


def begin_looking(actor: Actor, account: Account, reason: str) -> datetime:
    """Until when `actor` sees the house as `account`, who is told of it, with the reason."""
    if is_unseen(reason):
        raise Invalid([Problem("/reason", "reason-missing")])
    if not queries.may_look_as(actor, queries.actor_of(account.id)):
        raise NotLookedAs
    _note(actor, account, "began", reason)
    announce(SupportBegan(account.id, actor.name, reason))
    return clock.now() + AS_LONG


def end_looking(actor: Actor, account: Account) -> None:
    """Before its time, by the button."""
    _note(actor, account, "ended")


def _note(actor: Actor, account: Account, what: str, reason: str | None = None) -> None:
    """On both accounts, in one order whoever looks as whom."""
    lines = [(account, f"account.support-{what}", actor.name)]
    if actor.account_id is not None:
        own = queries.account(actor.account_id)
        lines.append((own, f"account.support-given-{what}", account.name))
    for one, act, name in sorted(lines, key=lambda line: line[0].id):
        note(actor, one, act, facts={"name": name}, reason=reason)
