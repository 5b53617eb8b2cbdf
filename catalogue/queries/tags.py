"""Tags agents put on requests."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from catalogue.models import Tag
from core.database import recalled, remembered, session

_ALL = "catalogue.tags:"
_MOST = 200


def all_tags(limit: int = _MOST) -> list[Tag]:
    """Those of the organisation, by name."""

    def read() -> list[Tag]:
        return list(session.scalars(select(Tag).order_by(Tag.name, Tag.key).limit(limit)))

    return list(remembered(f"{_ALL}{limit}", read))


def tags_named(keys: Iterable[str]) -> dict[str, Tag]:
    """Some of them, by key; nothing is asked when none is."""
    wanted = set(keys)
    here: list[Tag] = recalled(f"{_ALL}{_MOST}") or []
    known = {tag.key: tag for tag in here if tag.key in wanted}
    if len(here) < _MOST and here:  # there are no others
        return known
    if missing := sorted(wanted - known.keys()):
        read = session.scalars(select(Tag).where(Tag.key.in_(missing)))
        known |= {tag.key: tag for tag in read}
    return known
