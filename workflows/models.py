"""Journal of moves, votes, ticks of check-lists, timers. Circuits themselves live in schemas."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.saying import signed
from core.types import datetime_now, uuid_pk


class Step(Model):
    """One move of one subject."""

    __tablename__ = "step"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    subject_id: Mapped[UUID]
    transition: Mapped[str]
    from_status: Mapped[str]
    to_status: Mapped[str]
    #: forward or back.
    direction: Mapped[str]
    #: Function under which it was done: demandeur, gestionnaire, system…
    function: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    #: In whose place, when the function was held by replacement.
    principal_id: Mapped[UUID | None]
    principal_name: Mapped[str] = mapped_column(default="", server_default="")
    comment: Mapped[str | None]
    at: Mapped[datetime_now]
    #: Version of the subject after the move.
    version: Mapped[int]
    #: Head before the move, to restore it: {"status", "markers", "entered_at", "entry_no"}.
    before: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]

    @property
    def signed(self) -> str:
        """Who made it, and in whose place."""
        return signed(self.actor_name, self.principal_name)

    __table_args__ = (
        UniqueConstraint("subject_id", "version"),
        Index("ix_step_subject", "subject_id", "id"),
        CheckConstraint("direction IN ('forward', 'back')", "known_direction"),
    )


class Vote(Model):
    """A visa given in parallel: one vote a person and round."""

    __tablename__ = "vote"

    id: Mapped[uuid_pk]
    subject_id: Mapped[UUID]
    entry_no: Mapped[int]
    function: Mapped[str]
    account_id: Mapped[UUID] = mapped_column()
    account_name: Mapped[str]
    #: In whose place, when the seat was held by replacement.
    principal_id: Mapped[UUID | None]
    principal_name: Mapped[str] = mapped_column(default="", server_default="")
    #: accept or reject.
    verdict: Mapped[str]
    #: SHA-256 of the answers as the voter saw them.
    answers_sha256: Mapped[str] = mapped_column(default="")
    comment: Mapped[str | None]
    at: Mapped[datetime_now]
    #: Set when the answers changed or the status was left: kept for history, counts no more.
    dropped_at: Mapped[datetime | None]

    @property
    def signed(self) -> str:
        """Who gave it, and in whose place."""
        return signed(self.account_name, self.principal_name)

    __table_args__ = (
        CheckConstraint("verdict IN ('accept', 'reject')", "known_verdict"),
        Index(
            "uq_vote_person",
            "subject_id",
            "entry_no",
            "account_id",
            unique=True,
            postgresql_where=text("dropped_at IS NULL"),
        ),
        Index(
            "uq_vote_function",
            "subject_id",
            "entry_no",
            "function",
            unique=True,
            postgresql_where=text("dropped_at IS NULL"),
        ),
    )


class Tick(Model):
    """A line of a check-list that was ticked."""

    __tablename__ = "tick"

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: The stay it belongs to: coming back means looking again.
    entry_no: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    by: Mapped[UUID | None]
    by_name: Mapped[str]
    at: Mapped[datetime_now]


class Timer(Model):
    """Something due because a subject entered a status; removed when it leaves."""

    __tablename__ = "timer"

    id: Mapped[uuid_pk]
    #: Which room knows the subject: "request"…
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    key: Mapped[str]
    entry_no: Mapped[int]
    #: Which time it goes off: a timer with a rhythm comes back.
    turn: Mapped[int] = mapped_column(default=0, server_default="0")
    #: The deadline people are told.
    due_at: Mapped[datetime]
    #: Until when its move is held back behind the deadline, for what is being sent just then.
    held_until: Mapped[datetime | None]
    fired_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("subject_id", "key", "entry_no", "turn", name="uq_timer_turn"),
        Index("ix_timer_due", "due_at", postgresql_where=text("fired_at IS NULL")),
    )
