"""Messages of a thread, and mails."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, uuid_pk


class Message(Model):
    """One message of the thread about a subject."""

    __tablename__ = "message"

    id: Mapped[uuid_pk]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    #: applicant (both sides read it) or internal (agents only).
    audience: Mapped[str]
    #: applicant or agency: side of the thread the author stands on.
    side: Mapped[str]
    author_id: Mapped[UUID | None]
    author_name: Mapped[str]
    body: Mapped[str]
    #: Ids of files owned by this message.
    files: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime_now]

    __table_args__ = (
        CheckConstraint("audience IN ('applicant', 'internal')", "known_audience"),
        Index("ix_message_subject", "subject_kind", "subject_id", "created_at"),
    )


class Mail(Model):
    """A mail to one person, written in the act's transaction, sent once by the outbox."""

    __tablename__ = "mail"

    id: Mapped[uuid_pk]
    #: One mail per event, template and person.
    once: Mapped[str] = mapped_column(unique=True)
    to_address: Mapped[str]
    to_name: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    template_key: Mapped[str]
    template_version_id: Mapped[UUID | None]
    about_kind: Mapped[str] = mapped_column(default="")
    about_id: Mapped[UUID | None] = mapped_column(index=True)
    #: waiting, sent, failed.
    state: Mapped[str] = mapped_column(default="waiting")
    #: The Message-ID header: the same at each try, so that a receiver can drop a double.
    message_id: Mapped[str]
    created_at: Mapped[datetime_now]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]
