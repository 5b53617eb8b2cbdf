"""Stored files, files on their way, issued documents, exports."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.keeping import LEFT_OUT
from core.types import datetime_now, document, uuid_pk


class StoredFile(Model):
    """An uploaded or made file. Its bytes lie under `storage_name`, never under its own name."""

    __tablename__ = "stored_file"

    id: Mapped[uuid_pk]
    #: draft, request, record, message, issued, definition, export.
    owner_kind: Mapped[str]
    owner_id: Mapped[UUID]
    #: Where in the owner: pointer of the question, with the row's ULID.
    place: Mapped[str] = mapped_column(default="")
    #: As the person named it, cleaned for display only.
    filename: Mapped[str]
    #: Decided from the content by the server.
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    #: uploading, quarantined, clean, refused.
    state: Mapped[str]
    #: Random name on disk.
    storage_name: Mapped[str] = mapped_column(unique=True)
    uploaded_by: Mapped[UUID | None]
    created_at: Mapped[datetime_now]
    forgotten_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('uploading', 'quarantined', 'clean', 'refused')", "known_state"),
        Index("ix_stored_file_owner", "owner_kind", "owner_id"),
    )


class ComingFile(Model):
    """A file on its way, piece by piece; the row says how many of its bytes are sure."""

    __tablename__ = "coming_file"

    id: Mapped[uuid_pk]
    #: Whose it will be, and where: as of `StoredFile`.
    owner_kind: Mapped[str]
    owner_id: Mapped[UUID]
    place: Mapped[str] = mapped_column(default="")
    filename: Mapped[str]
    size: Mapped[int]
    #: What tells two files of one name apart (when it was last changed): the same one goes on.
    stamp: Mapped[str] = mapped_column(default="")
    received: Mapped[int] = mapped_column(default=0)
    brought_by: Mapped[UUID]
    created_at: Mapped[datetime_now]
    updated_at: Mapped[datetime_now]

    __table_args__ = (
        UniqueConstraint(
            "brought_by", "owner_kind", "owner_id", "place", "filename", "size", "stamp",
            name="uq_coming_file_same",
        ),
        Index("ix_coming_file_owner", "owner_kind", "owner_id"),
        Index("ix_coming_file_updated", "updated_at"),
        {"info": {LEFT_OUT: "half of a file is no file: whoever brings it begins again"}},
    )  # fmt: skip


class IssuedDocument(Model):
    """A letter that was made, with the version of its template and the data it was made from."""

    __tablename__ = "issued_document"

    id: Mapped[uuid_pk]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    #: Made once per key, e.g. "recepisse:<request>:<entry>".
    once: Mapped[str] = mapped_column(unique=True)
    template_key: Mapped[str]
    template_version_id: Mapped[UUID | None]
    title: Mapped[str]
    data: Mapped[dict[str, Any]]
    #: applicant or internal.
    audience: Mapped[str]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    created_at: Mapped[datetime_now]
    voided_at: Mapped[datetime | None]
    error: Mapped[str | None]
    #: « C-2026-00412 », given when it is made, never again after it is voided (FAULTS C-20).
    number: Mapped[str | None] = mapped_column(unique=True)
    #: What the QR code on the paper leads to; random.
    token: Mapped[str | None] = mapped_column(unique=True)
    #: Print of the bytes as they were made.
    sha256: Mapped[str | None]
    made_at: Mapped[datetime | None]
    #: The move it comes from, when taking that move back voids it.
    step_id: Mapped[int | None]
    void_reason: Mapped[str | None]

    __table_args__ = (Index("ix_issued_document_subject", "subject_kind", "subject_id"),)


class Export(Model):
    """A list as a file, ordered by one person, made with her rights of the moment, hers alone."""

    __tablename__ = "export"

    id: Mapped[uuid_pk]
    account_id: Mapped[UUID]
    #: Which list: a contribution of `documents.exports`.
    source: Mapped[str]
    #: What was asked of it, as its room reads it.
    wanted: Mapped[document]
    title: Mapped[str]
    #: csv, xlsx, jsonl; pdf for letters to print.
    format: Mapped[str]
    #: waiting, running, ready, failed, cancelled.
    state: Mapped[str] = mapped_column(default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    #: Where the next chunk begins, and how much of the spool is sure.
    cursor: Mapped[str | None]
    gathered: Mapped[bool] = mapped_column(default=False)
    spooled: Mapped[int] = mapped_column(default=0)
    #: Columns that were open on one row at least: the others are absent from the file.
    columns: Mapped[list[Any]] = mapped_column(default=list)
    #: Digest of the rights it was made with: with other rights it is made anew.
    rights: Mapped[str] = mapped_column(default="")
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    #: Code of the sentence that says why there is no file.
    error: Mapped[str | None]
    created_at: Mapped[datetime_now]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("format IN ('csv', 'xlsx', 'jsonl', 'pdf')", "known_format"),
        CheckConstraint(
            "state IN ('waiting', 'running', 'ready', 'failed', 'cancelled')", "known_state"
        ),
        Index("ix_export_mine", "account_id", "created_at", "id"),
    )
