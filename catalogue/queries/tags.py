"""Tags agents put on requests."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from catalogue.models import Tag
from core.database import session


def all_tags(limit: int = 200) -> list[Tag]:
    """Those of the organisation, by name."""
    return list(session.scalars(select(Tag).order_by(Tag.name, Tag.key).limit(limit)))


def tags_named(keys: Iterable[str]) -> dict[str, Tag]:
    """Some of them, by key; nothing is asked when none is."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    return {tag.key: tag for tag in session.scalars(select(Tag).where(Tag.key.in_(wanted)))}
