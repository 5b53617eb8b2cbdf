"""Deletes for good what nobody holds any more: forgotten files, bytes without a row."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice

from sqlalchemy import delete, select, update

from core import clock
from core.database import session
from documents.models import StoredFile
from documents.queries import UPLOAD
from documents.storage import FORGOTTEN_AFTER, storage

#: A file taken off by mistake may be found again for a day.
GRACE = timedelta(days=1)
#: A file that a program brought and no answer has taken.
UNTAKEN = timedelta(days=7)
_AT_ONCE = 500


def sweep() -> int:
    """One turn; how many files lost their bytes."""
    session.execute(
        update(StoredFile)
        .where(
            StoredFile.owner_kind == UPLOAD,
            StoredFile.created_at < clock.now() - UNTAKEN,
            StoredFile.forgotten_at.is_(None),
        )
        .values(forgotten_at=clock.now())
    )
    session.execute(
        delete(StoredFile).where(
            StoredFile.forgotten_at < clock.now() - GRACE, StoredFile.owner_kind != "issued"
        )
    )
    files = storage()
    files.clear_aside()
    names = files.older_than(FORGOTTEN_AFTER)
    removed = 0
    while batch := set(islice(names, _AT_ONCE)):
        known = set(
            session.scalars(
                select(StoredFile.storage_name).where(StoredFile.storage_name.in_(batch))
            )
        )
        for name in batch - known:
            files.remove(name)
            removed += 1
    return removed
