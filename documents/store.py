"""The file store other rooms ask for (contribution `core.file_store`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any
from uuid import UUID

from sqlalchemy import Select, func, select, update

from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.files import FileRef, FileRule
from core.ids import uuid7
from core.problems import Problem
from core.rows import insert_rows
from documents import antivirus
from documents.cleaning import cleaned
from documents.domain import filenames, sniffing
from documents.domain.contents import refuse
from documents.models import StoredFile
from documents.scanning import order_scan
from documents.storage import storage

Owner = tuple[str, UUID]
#: Files handed to the disk at the same time.
_AT_ONCE = 8
#: Owners of files the house makes itself: no virus comes in with them.
OURS = {"issued"}


class Store:
    """Keeps files for their owners; asks nobody's right, which is the owner's room's affair."""

    key = "documents"

    def keep(
        self,
        actor: Actor,
        owner: Owner,
        stream: IO[bytes],
        filename: str,
        rule: FileRule,
        *,
        place: str = "",
    ) -> FileRef:
        """Store an upload; `Invalid`, at `place`, when the rule or the content refuses it."""
        name = filenames.clean(filename)
        try:
            self._refuse_one_more(owner, place, rule)
            row = _take(owner, stream, name, rule)
        except Invalid as refusal:
            raise Invalid([Problem(place, p.code, p.params) for p in refusal.problems]) from refusal
        row.place = place
        row.uploaded_by = actor.account_id
        session.add(row)
        session.flush()  # answers hold the id
        if row.state == "quarantined":
            order_scan(row.id)
        return reference(row)

    def keep_made(self, made: Sequence[tuple[Owner, str, str, bytes]]) -> list[UUID]:
        """Files the house made itself, nothing to recognise: (owner, name, type, content)."""
        files = storage()

        def kept(one: tuple[Owner, str, str, bytes]) -> dict[str, Any]:
            owner, name, media_type, content = one
            written = files.write([content])
            return {
                "id": uuid7(), "owner_kind": owner[0], "owner_id": owner[1], "place": "",
                "filename": filenames.clean(name), "media_type": media_type,
                "size": written.size, "sha256": written.sha256, "state": "clean",
                "storage_name": files.settle(written), "created_at": clock.now(),
            }  # fmt: skip

        # Each waits for the disk by itself; the disk takes several at a time.
        with ThreadPoolExecutor(_AT_ONCE) as hands:
            rows = list(hands.map(kept, made))
        insert_rows(StoredFile, rows)
        return [row["id"] for row in rows]

    def describe(self, ids: Sequence[str], owner: Owner | None = None) -> list[FileRef]:
        """The files of these ids that belong to `owner`, in order; unknown ids are left out."""
        found = {row.id: row for row in session.scalars(_standing(_readable(ids), owner))}
        return [reference(found[i]) for i in _readable(ids) if i in found]

    def hand_over(self, ids: Sequence[str], old: Owner, new: Owner) -> None:
        """Give files to another owner; refuses all of them when one is not `old`'s to give."""
        wanted = _readable(ids)
        rows = list(session.scalars(_standing(wanted).with_for_update()))
        ours = {row.id for row in rows if (row.owner_kind, row.owner_id) in {old, new}}
        if len(wanted) != len(ids) or ours != set(wanted):
            raise Invalid([Problem("", "file-not-yours")])
        for row in rows:
            row.owner_kind, row.owner_id = new
        session.flush()  # whoever reads the new owner's files next must find them

    def copy(self, actor: Actor, ids: Sequence[str], old: Owner, new: Owner) -> dict[str, str]:
        """The files of `old` among `ids`, given to `new` as well: old id → new id.

        The bytes are shared on the disk, never copied; each owner forgets its own.
        """
        made: dict[str, str] = {}
        harmless = _standing(_readable(ids), old).where(StoredFile.state != "refused")
        for row in session.scalars(harmless):
            twin = StoredFile(
                id=uuid7(), owner_kind=new[0], owner_id=new[1], place=row.place,
                filename=row.filename, media_type=row.media_type, size=row.size,
                sha256=row.sha256, state=row.state, uploaded_by=actor.account_id,
                storage_name=storage().again(row.storage_name), created_at=clock.now(),
            )  # fmt: skip
            session.add(twin)
            made[str(row.id)] = str(twin.id)
            if twin.state == "quarantined":
                order_scan(twin.id)
        session.flush()  # answers name them next
        return made

    def forget(self, ids: Sequence[str], owner: Owner) -> None:
        """Drop files; their bytes go at a later turn of the sweeper."""
        session.execute(
            update(StoredFile)
            .where(
                StoredFile.id.in_(_readable(ids)),
                StoredFile.owner_kind == owner[0],
                StoredFile.owner_id == owner[1],
                StoredFile.forgotten_at.is_(None),
            )
            .values(forgotten_at=clock.now())
        )

    def _refuse_one_more(self, owner: Owner, place: str, rule: FileRule) -> None:
        count = session.scalar(
            select(func.count())
            .select_from(StoredFile)
            .where(
                StoredFile.owner_kind == owner[0],
                StoredFile.owner_id == owner[1],
                StoredFile.place == place,
                StoredFile.forgotten_at.is_(None),
            )
        )
        if (count or 0) >= rule.max_count:
            refuse("file-count", most=rule.max_count)


def _take(owner: Owner, stream: IO[bytes], name: str, rule: FileRule) -> StoredFile:
    """Bytes first, under their name; then the row. A row that is undone leaves an orphan, which
    the sweeper finds; the reverse would be a row without its bytes."""
    files = storage()
    written = files.take(stream, rule.max_bytes)
    try:
        with written.path.open("rb") as copy:
            content = sniffing.recognise(copy, written.size, name, rule.families)
        written = cleaned(written, content)
        storage_name = files.settle(written)
    except BaseException:
        files.discard(written)
        raise
    return StoredFile(
        owner_kind=owner[0],
        owner_id=owner[1],
        filename=name,
        media_type=content.media_type,
        size=written.size,
        sha256=written.sha256,
        state="quarantined" if antivirus.configured() and owner[0] not in OURS else "clean",
        storage_name=storage_name,
    )


def _readable(ids: Iterable[str]) -> list[UUID]:
    found = []
    for text in ids:
        try:
            found.append(UUID(str(text)))
        except ValueError:
            continue
    return found


def _standing(ids: Sequence[UUID], owner: Owner | None = None) -> Select[StoredFile]:
    query = select(StoredFile).where(StoredFile.id.in_(ids), StoredFile.forgotten_at.is_(None))
    if owner is not None:
        query = query.where(StoredFile.owner_kind == owner[0], StoredFile.owner_id == owner[1])
    return query


def reference(row: StoredFile) -> FileRef:
    """What other rooms see of a file."""
    return FileRef(row.id, row.filename, row.media_type, row.size, row.state)


STORE = Store()
