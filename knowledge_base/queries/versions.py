"""Questions about the versions of an entry, for those who write them (pages ask for the right)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.database import session
from knowledge_base.errors import UnknownEntry
from knowledge_base.models import Entry, EntryVersion


def draft_of(row: Entry) -> EntryVersion | None:
    """What somebody is writing, or has handed on."""
    return session.scalars(
        select(EntryVersion).where(
            EntryVersion.entry_id == row.id, EntryVersion.state != "published"
        )
    ).one_or_none()


def drafts() -> dict[object, EntryVersion]:
    """All drafts, by entry."""
    found = session.scalars(
        select(EntryVersion).where(EntryVersion.state != "published").limit(5000)
    )
    return {draft.entry_id: draft for draft in found}


def versions_of(row: Entry) -> Sequence[EntryVersion]:
    """Published versions, newest first."""
    return session.scalars(
        select(EntryVersion)
        .where(EntryVersion.entry_id == row.id, EntryVersion.state == "published")
        .order_by(EntryVersion.no.desc())
        .limit(500)
    ).all()


def version_of(row: Entry, no: int) -> EntryVersion:
    """One published version."""
    found = session.scalars(
        select(EntryVersion).where(EntryVersion.entry_id == row.id, EntryVersion.no == no)
    ).one_or_none()
    if found is None:
        raise UnknownEntry
    return found
