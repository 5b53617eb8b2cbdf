"""Small choices of a person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from accounts.models import Account, Preference
from accounts.queries import preferences
from core.actor import Actor
from core.database import session
from core.errors import BadInput
from core.i18n import LANGUAGES


def keep_preference(actor: Actor, key: str, value: Any) -> None:
    """Keep a small value for whoever acts."""
    session.execute(
        insert(Preference)
        .values(account_id=actor.account_id, key=key, value={"value": value})
        .on_conflict_do_update(
            index_elements=["account_id", "key"], set_={"value": {"value": value}}
        )
    )
    preferences.forget(actor.account_id)


def speak(actor: Actor, locale: str) -> None:
    """The language of one's pages and mails."""
    if locale not in LANGUAGES:
        raise BadInput
    session.execute(update(Account).where(Account.id == actor.account_id).values(locale=locale))
