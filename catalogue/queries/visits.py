"""Who looked at a request, and when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from catalogue.models import Visit
from core.database import session


def visitors(request_id: UUID) -> dict[UUID, datetime]:
    """When each person last looked at this request."""
    rows = session.execute(
        select(Visit.account_id, Visit.seen_at).where(Visit.request_id == request_id)
    ).all()
    return {row.account_id: row.seen_at for row in rows}
