"""What a publication decided about the drafts of older versions, written down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from core import clock
from core.database import session
from form_factory.models import FormChange
from form_factory.queries import older_versions
from schemas import queries as schemas


def note_change(version_id: UUID, policy: str, drafts_until: date | None) -> FormChange | None:
    """The row of this publication; None when nothing was published before it."""
    version = schemas.version(version_id)
    if not older_versions(version_id) or session.get(FormChange, version_id) is not None:
        return None
    change = FormChange(
        version_id=version_id, form_key=version.key, number=version.number, policy=policy,
        drafts_until=drafts_until, published_by=version.published_by, created_at=clock.now(),
        totals={},
    )  # fmt: skip
    session.add(change)
    session.flush()  # whoever writes a draft next obeys it
    return change


def take_change(version_id: UUID) -> FormChange | None:
    """The row, locked: its totals say how far the work has come."""
    return session.get(FormChange, version_id, with_for_update=True)


def changes_to_recall(ahead: timedelta) -> Iterator[FormChange]:
    """Those whose last day comes within `ahead`, each given once."""
    soon = clock.today() + ahead
    due = select(FormChange).where(
        FormChange.drafts_until.between(clock.today(), soon), FormChange.reminded_at.is_(None)
    )
    for change in session.scalars(due.with_for_update(skip_locked=True)):
        change.reminded_at = clock.now()
        yield change
