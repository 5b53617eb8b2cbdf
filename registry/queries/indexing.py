"""Whether the lists of an entity are still being made anew after a publication."""

from __future__ import annotations

from sqlalchemy import exists, select

from core.database import session
from core.models import Job


def is_indexing(entity: str) -> bool:
    """Filters and sorts by fields that are listed since then find only part of the records yet."""
    waiting = exists().where(
        Job.kind == "registry.reindex",
        Job.done_at.is_(None),
        Job.args["entity"].astext == entity,
    )
    return bool(session.scalar(select(waiting)))
