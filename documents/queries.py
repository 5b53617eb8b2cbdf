"""Questions about files and letters; `file_for` is the only door to somebody's file."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import IO, Any, Protocol
from uuid import UUID

from sqlalchemy import func, select

from core import clock
from core.actor import Actor
from core.contributions import one_of
from core.database import session
from core.files import FileRef
from core.rows import among
from core.wall import HOUSE, acting_as
from documents import antivirus
from documents.errors import FileLost, StaleExport, UnknownExport, UnknownFile
from documents.exporting import digest_of, source_of
from documents.models import Export, IssuedDocument, StoredFile
from documents.storage import Folder, storage
from documents.store import reference

#: Contribution point: one gate per kind of owner (draft, request, record, message, issued…).
OWNER_GATES = "documents.owner_gates"
#: Owner of a file that a program brought and no answer has taken; the id is the account's.
UPLOAD = "upload"
#: What a gate is told as `place` when the file is a letter about its subject.
APPLICANT_LETTER, INTERNAL_LETTER = "letter:applicant", "letter:internal"

#: Seconds for which an answer of the bucket stands: the page is public, and each question costs.
ASKED_EVERY = 10.0
_asked: dict[str, tuple[float, bool]] = {}


class OwnerGate(Protocol):
    """Says for one kind of owner who reads its files."""

    key: str

    def may_read(self, actor: Actor, owner_id: UUID, place: str) -> bool:
        """Whether this person may open the file of `owner_id` that lies at `place`."""


def may_read(actor: Actor, owner_kind: str, owner_id: UUID, place: str) -> bool:
    """The gate's answer; without a gate nobody reads."""
    gate: OwnerGate | None = one_of(OWNER_GATES, owner_kind)
    return gate is not None and gate.may_read(actor, owner_id, place)


def file_for(actor: Actor, file_id: UUID) -> StoredFile:
    """The file, when this person may open it: absent and forbidden look alike."""
    row = _found(actor, file_id)
    if row is None or row.forgotten_at is not None or row.state != "clean":
        raise UnknownFile
    if not may_read(actor, row.owner_kind, row.owner_id, row.place):
        raise UnknownFile
    return row


def _found(actor: Actor, file_id: UUID) -> StoredFile | None:
    """The row itself; to strangers the second wall shows those alone that anybody may be given."""
    if actor.known:
        return session.get(StoredFile, file_id)
    with acting_as(HOUSE):  # at its own door the house looks for whoever knocks
        row = session.get(StoredFile, file_id)
    gate = one_of(OWNER_GATES, row.owner_kind) if row is not None else None
    return row if getattr(gate, "anyone", False) else None


def antivirus_standing() -> dict[str, Any]:
    """What administrators are told: whether there is one, whether it answers, what waits for it."""
    where = antivirus.configured()
    waiting = session.scalar(
        select(func.count())
        .select_from(StoredFile)
        .where(StoredFile.state == "quarantined", StoredFile.forgotten_at.is_(None))
    )
    return {
        "configured": where is not None,
        "answers": where is not None and antivirus.answers(where),
        "waiting": waiting or 0,
    }


def files_answer() -> bool | None:
    """Whether the bucket of files answers, asked now and then however often one looks; None for a
    folder, which always does."""
    files = storage()
    if isinstance(files, Folder):
        return None
    now = time.monotonic()
    if files.title not in _asked or _asked[files.title][0] < now - ASKED_EVERY:
        _asked[files.title] = now, files.answers()
    return _asked[files.title][1]


def files_of(owner_kind: str, owner_id: UUID) -> list[FileRef]:
    """Everything an owner holds, oldest first."""
    rows = session.scalars(
        select(StoredFile)
        .where(
            StoredFile.owner_kind == owner_kind,
            StoredFile.owner_id == owner_id,
            StoredFile.forgotten_at.is_(None),
        )
        .order_by(StoredFile.created_at, StoredFile.id)
    )
    return [reference(row) for row in rows]


def letters_about(
    subject_kind: str, subject_id: UUID, *, internal: bool
) -> Sequence[IssuedDocument]:
    """Letters about a subject, newest first; those for agents only when `internal`."""
    query = select(IssuedDocument).where(
        IssuedDocument.subject_kind == subject_kind, IssuedDocument.subject_id == subject_id
    )
    if not internal:
        query = query.where(IssuedDocument.audience == "applicant")
    return session.scalars(query.order_by(IssuedDocument.created_at.desc())).all()


def failed_letters(limit: int = 100) -> Sequence[IssuedDocument]:
    """Letters that wait for an administrator, newest first."""
    query = select(IssuedDocument).where(
        IssuedDocument.error.is_not(None), IssuedDocument.voided_at.is_(None)
    )
    return session.scalars(query.order_by(IssuedDocument.created_at.desc()).limit(limit)).all()


def letter(document_id: UUID) -> IssuedDocument | None:
    """The letter itself, for acts of this room and of the one that asked for it."""
    return session.get(IssuedDocument, document_id)


def letters_ordered(once: Sequence[str]) -> Sequence[IssuedDocument]:
    """Letters by the keys they were ordered under, those that were made and count."""
    query = select(IssuedDocument).where(
        among(IssuedDocument.once, once),
        IssuedDocument.voided_at.is_(None),
        IssuedDocument.file_id.is_not(None),
    )
    return session.scalars(query.order_by(IssuedDocument.number, IssuedDocument.id)).all()


def printable(document: IssuedDocument) -> bool:
    """Whether it was set by the house: what was made from a Word file is printed from there."""
    from schemas import queries as definitions

    version = document.template_version_id
    return version is not None and definitions.version(version).body.get("channel") == "letter"


def contents_of(documents: Sequence[IssuedDocument]) -> Iterator[tuple[str, IO[bytes]]]:
    """(name, content, to be read before the next one) of letters whose gate the caller has asked;
    forgotten ones are left out."""
    ids = [one.file_id for one in documents]
    rows = {
        row.id: row for row in session.scalars(select(StoredFile).where(among(StoredFile.id, ids)))
    }
    for one in documents:
        row = rows.get(one.file_id) if one.file_id else None
        if row is not None and row.forgotten_at is None and row.state == "clean":
            try:
                content = storage().open(row.storage_name)
            except FileNotFoundError as fault:
                raise FileLost from fault
            with content:
                yield row.filename, content


def letter_by_token(token: str) -> IssuedDocument | None:
    """The letter whose code was read: whoever holds the paper holds its token."""
    if not token.isascii() or not 16 <= len(token) <= 64:
        return None
    with acting_as(HOUSE):  # at its own door the house looks for whoever knocks
        return session.scalar(select(IssuedDocument).where(IssuedDocument.token == token))


class IssuedGate:
    """A letter is read by whoever reads letters of its subject."""

    key = "issued"

    def may_read(self, actor: Actor, owner_id: UUID, place: str) -> bool:
        """Ask the gate of the subject, telling whom the letter is for."""
        row: Any = session.get(IssuedDocument, owner_id)
        if row is None:
            return False
        internal = row.audience != "applicant"
        shelf = INTERNAL_LETTER if internal else APPLICANT_LETTER
        return may_read(actor, row.subject_kind, row.subject_id, shelf)


class UploadGate:
    """A file that lies in somebody's own holding: that person alone."""

    key = UPLOAD

    def may_read(self, actor: Actor, owner_id: UUID, place: str) -> bool:
        """Whether this is the person who brought it."""
        return actor.account_id == owner_id


def exports_of(actor: Actor, limit: int = 50) -> Sequence[Export]:
    """One's own exports, the latest first."""
    mine = select(Export).where(Export.account_id == actor.account_id)
    latest = mine.order_by(Export.created_at.desc(), Export.id.desc()).limit(limit)
    return session.scalars(latest).all()


def export_for(actor: Actor, export_id: UUID, *, lock: bool = False) -> Export:
    """One of one's own exports: to anybody else it does not exist (FAULTS A-15)."""
    found = session.get(Export, export_id, with_for_update=lock or None)
    if found is None or actor.account_id is None or found.account_id != actor.account_id:
        raise UnknownExport
    return found


def exported_file(actor: Actor, export: Export) -> StoredFile:
    """Its file, while its time is not over and rights are those it was made with."""
    over = export.expires_at is None or export.expires_at <= clock.now()
    file = session.get(StoredFile, export.file_id) if export.file_id else None
    if over or file is None or file.forgotten_at is not None:
        raise UnknownExport
    if export.rights != digest_of(actor) or not source_of(export.source).may(actor, export.wanted):
        raise StaleExport
    return file


def own_exports(actor: Actor, ids: Sequence[UUID]) -> set[UUID]:
    """Which of these exports are this person's."""
    return set(
        session.scalars(
            select(Export.id).where(Export.id.in_(ids), Export.account_id == actor.account_id)
        )
    )
