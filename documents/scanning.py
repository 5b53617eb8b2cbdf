"""Files in quarantine: looked at behind the page, let out, or shut away for good.

What is found in some bytes is true of every file that holds them, whoever brought it and when.
"""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import Text, cast, exists, not_, select, update

from core import clock, jobs
from core.database import session
from core.errors import Invalid
from core.events import announce
from core.models import Job
from core.problems import Problem
from documents import antivirus
from documents.errors import NotLookedAt, StorageAway
from documents.events import FileInfected
from documents.models import StoredFile
from documents.storage import storage

SCAN = "documents.scan"
#: Nobody who waits for a file waits much longer than the antivirus was away.
AGAIN_AFTER = 60
#: Bytes that are not there may come back with a backup; nobody opens the file meanwhile.
MISSING_AFTER = 3600
#: A file whose job was lost or called off is asked about again.
LEFT_FOR = timedelta(minutes=2)
_AT_ONCE = 200
log = structlog.get_logger("documents")


def order_scan(file_id: UUID) -> None:
    """Have a file looked at, in the present transaction."""
    jobs.enqueue(SCAN, {"file": str(file_id)})


def scan_file(file_id: UUID) -> None:
    """Look at a file; without a verdict it stays where it is and is asked about again."""
    row = session.get(StoredFile, file_id)
    where = antivirus.configured()
    if row is None or row.state != "quarantined" or row.forgotten_at is not None or where is None:
        return
    try:
        with storage().open(row.storage_name) as stream:
            found = antivirus.scan(where, stream)
    except FileNotFoundError as fault:
        raise jobs.PutOff(MISSING_AFTER, "bytes-missing") from fault
    except StorageAway as fault:
        raise jobs.PutOff(AGAIN_AFTER, fault.code) from fault
    except antivirus.NotScanned as fault:
        raise jobs.PutOff(AGAIN_AFTER, str(fault)) from fault
    if found is None:
        row.state = "clean"
    else:
        _shut_all(row.sha256, found)


def look_at(content: bytes) -> None:
    """Look at bytes that are kept at once, before they are: without a verdict they are not.

    For models that designers choose: letters are made of them, and everybody downloads them.
    """
    where = antivirus.configured()
    if where is None:
        return
    try:
        found = antivirus.scan(where, io.BytesIO(content))
    except antivirus.NotScanned as fault:
        raise NotLookedAt from fault
    if found is not None:
        log.warning("file.infected", owner="definition", signature=found)
        raise Invalid([Problem("", "file-infected")])


def scan_what_waits() -> int:
    """Ask again about files in quarantine that no job looks after (work of the clock)."""
    if antivirus.configured() is None:
        return 0
    looked_after = exists().where(
        Job.kind == SCAN,
        Job.done_at.is_(None),
        Job.parked_at.is_(None),
        Job.args["file"].astext == cast(StoredFile.id, Text),
    )
    left = session.scalars(
        select(StoredFile.id)
        .where(
            StoredFile.state == "quarantined",
            StoredFile.forgotten_at.is_(None),
            StoredFile.created_at < clock.now() - LEFT_FOR,
            not_(looked_after),
        )
        .limit(_AT_ONCE)
    ).all()
    for file_id in left:
        order_scan(file_id)
    return len(left)


def _shut_all(sha256: str, found: str) -> None:
    """Every file of these bytes is shut away, and whoever brought it is told."""
    shut = session.execute(
        update(StoredFile)
        .where(StoredFile.sha256 == sha256, StoredFile.state.in_(("quarantined", "clean")))
        .values(state="refused")
        .returning(
            StoredFile.id, StoredFile.owner_kind, StoredFile.owner_id, StoredFile.uploaded_by
        )
    ).all()
    for file_id, owner_kind, owner_id, by in shut:
        log.warning("file.infected", file=str(file_id), owner=owner_kind, signature=found)
        announce(FileInfected(file_id, owner_kind, owner_id, by))
