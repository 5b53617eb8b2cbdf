"""An engine of somebody else beside our own: how it is reached, what left for it, what it gave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, document, row_version, uuid_pk


class EngineLink(Model):
    """The engine an administrator named; one row, none before."""

    __tablename__ = "help_engine"
    __table_args__ = (
        CheckConstraint("kind IN ('dialogflow', 'embeddings', 'rerank')", "known_kind"),
        CheckConstraint("used IN ('off', 'better', 'on')", "known_use"),
    )

    id: Mapped[uuid_pk]
    kind: Mapped[str]
    #: off; better: while the last comparison was better with it; on.
    used: Mapped[str] = mapped_column(default="off")
    #: As people are told whom their question goes to.
    label: Mapped[str]
    url: Mapped[str]
    model: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="fr")
    #: Closed by `core.sealing`.
    sealed: Mapped[str | None]
    #: What it is given before the house goes on without it.
    seconds: Mapped[int] = mapped_column(default=2)
    #: How sure a proposal must be, in hundredths.
    least: Mapped[int] = mapped_column(default=50)
    #: What people read before they choose.
    notice: Mapped[str]
    #: Only words that the base knows leave.
    known_only: Mapped[bool] = mapped_column(default=True)
    #: Entries kept for some roles are told to it too.
    all_entries: Mapped[bool] = mapped_column(default=False)
    #: The last comparison on the kept questions; {} before, and after what it is about changed.
    compared: Mapped[document]
    #: Failures in a row; until when it is left alone.
    failures: Mapped[int] = mapped_column(default=0)
    quiet_until: Mapped[datetime | None]
    #: SHA-256 of the secret by which an agent of Dialogflow calls us; none: it may not.
    webhook_sha256: Mapped[str | None]
    updated_at: Mapped[datetime_now]
    version: Mapped[row_version] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Sent(Model):
    """What left for an engine, to the letter, and what came of it; of nobody, and of no thread."""

    __tablename__ = "help_sent"

    id: Mapped[uuid_pk]
    at: Mapped[datetime_now]
    #: Host it went to.
    host: Mapped[str]
    text: Mapped[str]
    #: answered, late, unreadable, refused… (`outside.py`).
    outcome: Mapped[str]
    #: Keys it proposed, the surest first.
    proposed: Mapped[list[Any]] = mapped_column(default=list)
    took_ms: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_help_sent_at", "at"),)


class TextVector(Model):
    """The vector of a title or wording, under the text itself: the same text is asked once."""

    __tablename__ = "help_vector"

    #: SHA-256 of endpoint and model: vectors of two models say nothing to one another.
    space: Mapped[str] = mapped_column(primary_key=True)
    #: SHA-256 of the text.
    digest: Mapped[str] = mapped_column(primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary())
