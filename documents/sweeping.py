"""Deletes for good what nobody holds any more: forgotten files, bytes without a row, files that
began to come and never did."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice

from sqlalchemy import delete, func, select, update

from core import clock
from core.database import session
from core.keeping import FILES_STAY
from documents import pieces
from documents.models import ComingFile, StoredFile
from documents.queries import UPLOAD
from documents.storage import FORGOTTEN_AFTER, storage

#: A file taken off by mistake may be found again for a day.
GRACE = timedelta(days=1)
#: A file that a program brought and no answer has taken.
UNTAKEN = timedelta(days=7)
#: A file on its way that nothing was added to: whoever brings it has given up.
UNENDED = timedelta(days=1)
_AT_ONCE = 500


def sweep() -> int:
    """One turn; how many files lost their bytes. None while a backup copies them: its rows name
    them all."""
    if not session.scalar(select(func.pg_try_advisory_xact_lock(FILES_STAY))):
        return 0
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
    _forget_unended()
    files = storage()
    files.clear_aside()
    for name in session.scalars(
        select(StoredFile.storage_name).where(StoredFile.state == "refused")
    ):
        files.remove(name)  # nobody will ever be given these bytes
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


def _forget_unended() -> None:
    """Rows of files nobody goes on with; then pieces on the disk that no row speaks of."""
    session.execute(delete(ComingFile).where(ComingFile.updated_at < clock.now() - UNENDED))
    lying = pieces.older_than(FORGOTTEN_AFTER)
    while batch := set(islice(lying, _AT_ONCE)):
        known = session.scalars(select(ComingFile.id).where(ComingFile.id.in_(batch)))
        for coming_id in batch - set(known):
            pieces.drop(coming_id)
