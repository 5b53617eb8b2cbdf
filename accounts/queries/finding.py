"""The first few accounts found by words."""

from __future__ import annotations

from sqlalchemy import select

from accounts.models import Account
from accounts.queries import people
from core.actor import Actor
from core.database import session


def accounts_found(actor: Actor, permission: str, text: str, limit: int) -> list[Account]:
    """Among those one looks after: the same gate and the same words as their list."""
    seen = select(Account).where(people.visible(actor, permission))
    wanted = people._filtered(seen, text, "")  # noqa: SLF001
    return list(session.scalars(wanted.order_by(Account.folded, Account.id).limit(limit)))
