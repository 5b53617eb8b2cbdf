"""Answers taken up again after they were filed: what was asked of the applicant, what an agent
is changing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, document, uuid_pk


class CorrectionAsk(Model):
    """One thing to be corrected: a question, a row, or the whole form; with a remark.

    Without any that is open, a request sent back is open as a whole.
    """

    __tablename__ = "correction_ask"

    id: Mapped[uuid_pk]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("request.id"))
    #: The move that asked.
    step_id: Mapped[int]
    #: `/devis`, `/lots`, `/lots[01H…]`; empty for the whole form.
    address: Mapped[str]
    #: Its words when it was asked: they stay when the row or the question has gone.
    label: Mapped[str]
    remark: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[UUID | None]
    at: Mapped[datetime_now]
    closed_at: Mapped[datetime | None]
    #: changed or unchanged (handed in), withdrawn; empty while it is open.
    outcome: Mapped[str] = mapped_column(default="", server_default="")
    #: The move that withdrew it: taken back, it is open again.
    closed_step: Mapped[int | None]

    __table_args__ = (
        CheckConstraint("outcome IN ('', 'changed', 'unchanged', 'withdrawn')", "known_outcome"),
        Index("ix_correction_ask_request", "request_id", "id"),
        Index("ix_correction_ask_open", "request_id", postgresql_where=text("closed_at IS NULL")),
    )


class AnswerEdit(Model):
    """Answers of a request that an agent is changing: typed page by page, applied in one act."""

    __tablename__ = "answer_edit"

    id: Mapped[uuid_pk]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("request.id"))
    account_id: Mapped[UUID]
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("answer_draft.id"))
    #: The filed answers it began from, brought up to date when they changed meanwhile.
    base_answers: Mapped[document]
    base_rows: Mapped[document]
    begun_at: Mapped[datetime_now]
    closed_at: Mapped[datetime | None]
    #: applied or dropped; empty while it is open.
    outcome: Mapped[str] = mapped_column(default="", server_default="")

    __table_args__ = (
        Index(
            "uq_answer_edit_open",
            "request_id",
            "account_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )
