"""Small choices of a person: all of them read at once, at most once a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from accounts.models import Preference
from core.database import session

_HERE: Final = "accounts.preferences"


def preference(account_id: UUID, key: str, default: Any = None) -> Any:
    """The value kept under `key`, else `default`."""
    here = _known()
    if account_id not in here:
        rows = session.execute(
            select(Preference.key, Preference.value).where(Preference.account_id == account_id)
        )
        here[account_id] = {row.key: row.value for row in rows}
    found = here[account_id].get(key)
    return default if found is None else found.get("value", default)


def known(account_id: UUID, preferences: Mapping[str, Any]) -> None:
    """They were read beside something else."""
    _known()[account_id] = preferences


def forget(account_id: UUID | None) -> None:
    """One of them was changed in this transaction."""
    _known().pop(account_id, None)


def _known() -> dict[UUID | None, Mapping[str, Any]]:
    found: dict[UUID | None, Mapping[str, Any]] = session.info.setdefault(_HERE, {})
    return found


@event.listens_for(Session, "after_transaction_end")
def _ended(ended: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        ended.info.pop(_HERE, None)
