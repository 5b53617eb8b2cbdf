"""Who looked at a request, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from catalogue.models import Visit
from core.database import session

NIL = UUID(int=0)


def visitors(request_id: UUID) -> dict[UUID, datetime]:
    """When each person last looked at this request."""
    rows = session.execute(
        select(Visit.account_id, Visit.seen_at).where(Visit.request_id == request_id)
    ).all()
    return {row.account_id: row.seen_at for row in rows}


def last_visits(account_id: UUID, request_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When this person last looked at each request."""
    rows = session.execute(
        select(Visit.request_id, Visit.seen_at).where(
            Visit.account_id == account_id, Visit.request_id.in_([*request_ids, NIL])
        )
    ).all()
    return {row.request_id: row.seen_at for row in rows}
