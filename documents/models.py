"""Stored files and issued documents."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, uuid_pk


class StoredFile(Model):
    """An uploaded or made file. Its bytes lie under `storage_name`, never under its own name."""

    __tablename__ = "stored_file"

    id: Mapped[uuid_pk]
    #: draft, request, record, message, issued, definition.
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

    __table_args__ = (Index("ix_issued_document_subject", "subject_kind", "subject_id"),)
