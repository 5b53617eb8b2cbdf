"""Small choices of a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from accounts.models import Preference
from core.database import session


def preference(account_id: UUID, key: str, default: Any = None) -> Any:
    """The value kept under `key`, else `default`."""
    found = session.get(Preference, (account_id, key))
    return default if found is None else found.value.get("value", default)
