"""Files that come in pieces: begun, continued where they stopped, ended or given up.

Any process of the house may take the next piece. What a file is, and whether it may stay, is judged
once all of it is there, by the same door as a file that came at once.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from core import clock
from core.actor import Actor
from core.database import session
from core.errors import NotFound
from core.files import FileRule
from core.ids import uuid7
from documents import pieces
from documents.domain import filenames
from documents.domain.contents import refuse
from documents.domain.sizes import in_words
from documents.errors import OutOfStep
from documents.models import ComingFile

#: How many files of one person may be on their way; the disk is not theirs to fill.
MOST_AT_ONCE = 20
#: A piece is small: it stays in memory, and what a cut network loses is sent again in a moment.
PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Announced:
    """What is said of a file before it comes."""

    filename: str
    size: int
    #: When it was last changed, as its device tells: the same file goes on where it stopped.
    stamp: str = ""


def begin_file(
    actor: Actor, owner: tuple[str, UUID], place: str, said: Announced, rule: FileRule
) -> ComingFile:
    """The file on its way, the same one when it had begun to come before."""
    if actor.account_id is None:
        raise NotFound
    size, stamp = said.size, said.stamp
    if size <= 0:
        refuse("file-empty")
    if size > rule.max_bytes:
        refuse("file-size", most=in_words(rule.max_bytes))
    name = filenames.clean(said.filename)
    mine = ComingFile.brought_by == actor.account_id
    same = select(ComingFile).where(
        mine, ComingFile.owner_kind == owner[0], ComingFile.owner_id == owner[1],
        ComingFile.place == place, ComingFile.filename == name, ComingFile.size == size,
        ComingFile.stamp == stamp,
    )  # fmt: skip
    found = session.scalar(same)
    if found is not None:
        return found
    count = session.scalar(select(func.count()).select_from(ComingFile).where(mine)) or 0
    if count >= MOST_AT_ONCE:
        refuse("file-count", most=MOST_AT_ONCE)
    now = clock.now()
    session.execute(
        insert(ComingFile)
        .values(
            id=uuid7(),
            owner_kind=owner[0],
            owner_id=owner[1],
            place=place,
            filename=name,
            size=size,
            stamp=stamp,
            brought_by=actor.account_id,
            received=0,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing()
    )  # two tabs may begin the same file at once
    return session.scalars(same).one()


def coming(
    actor: Actor, owner: tuple[str, UUID], coming_id: UUID, *, lock: bool = False
) -> ComingFile:
    """One's own file on its way to this owner; to anybody else it does not exist."""
    row = session.get(ComingFile, coming_id, with_for_update=lock or None, populate_existing=lock)
    if row is None or row.brought_by != actor.account_id or (row.owner_kind, row.owner_id) != owner:
        raise NotFound
    return row


def add_piece(row: ComingFile, at: int, stream: IO[bytes]) -> int:
    """Add the bytes that begin at `at`; how many are sure now. The row is locked by the caller."""
    if at != row.received:
        raise OutOfStep(row.received)
    try:
        row.received = pieces.append(row.id, row.received, stream, row.size)
    except pieces.PiecesLost:
        row.received = 0
    row.updated_at = clock.now()
    return row.received


def arrived(row: ComingFile) -> AbstractContextManager[IO[bytes]]:
    """All of it, to be judged and kept."""
    return pieces.opened(row.id)


def give_up(row: ComingFile) -> None:
    """Forget a file on its way, or one that has arrived and is kept by now."""
    session.delete(row)
    session.flush()  # the same file may begin again at once
    pieces.drop(row.id)
