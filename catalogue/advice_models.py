"""Advice asked of somebody who has no account, by a link that opens one question and no more."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, uuid_pk


class Advice(Model):
    """One question to one address, and its one answer."""

    __tablename__ = "advice"

    id: Mapped[uuid_pk]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("request.id"), index=True)
    asked_by: Mapped[UUID]
    asked_name: Mapped[str]
    #: In whose place, when all that the agent may do here is in another’s.
    asked_for: Mapped[str] = mapped_column(default="", server_default="")
    email: Mapped[str]
    name: Mapped[str]
    question: Mapped[str]
    #: Whether the applicant will never see it.
    confidential: Mapped[bool]
    #: What was joined, as it was read then: [{"label", "text"}].
    answers: Mapped[list[Any]] = mapped_column(default=list)
    #: Ids of the files joined: copies that belong to this row.
    files: Mapped[list[Any]] = mapped_column(default=list)
    #: SHA-256 of the tokens mailed: with the question, with the reminder.
    token_sha256: Mapped[str | None] = mapped_column(unique=True)
    reminder_sha256: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime_now]
    due_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    #: The answer, in the thread of the request.
    message_id: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_advice_awaited",
            "due_at",
            postgresql_where=text("answered_at IS NULL AND revoked_at IS NULL"),
        ),
    )
