"""Messages of a thread, mails, and notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.keeping import KEPT_AS
from core.types import datetime_now, document, uuid_pk

_HELD = text("state = 'held'")
_GATHERED = text("state = 'gathered'")
#: A mail whose link opens an account or a request: its words are nobody's but its reader's.
_OPENS = (
    "EXISTS (SELECT FROM definition_version v WHERE v.id = t.template_version_id"
    " AND (v.body ->> 'secret')::boolean)"
)


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
    #: Whose it is, and where it leads: for the summary of the day.
    account_id: Mapped[UUID | None]
    url: Mapped[str] = mapped_column(default="", server_default="")
    #: waiting, sent, failed; held (for the summary of the day), gathered (with others that leave
    #: by themselves), told (in one of these), kept back.
    state: Mapped[str] = mapped_column(default="waiting")
    #: The Message-ID header: the same at each try, so that a receiver can drop a double.
    message_id: Mapped[str]
    created_at: Mapped[datetime_now]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]

    __table_args__ = (
        Index("ix_mail_held", "account_id", "id", postgresql_where=_HELD),
        Index("ix_mail_gathered", "account_id", "id", postgresql_where=_GATHERED),
        {
            "info": {
                KEPT_AS: {
                    **{
                        column: f"CASE WHEN {_OPENS} THEN '' ELSE t.{column} END"
                        for column in ("text", "html", "url")
                    },
                    # without its link it is not sent again
                    "state": f"CASE WHEN {_OPENS} AND t.state = 'waiting'"
                    " THEN 'failed' ELSE t.state END",
                }
            }
        },
    )


class Notice(Model):
    """Something new told to one person: its sentence is formed when it is shown, under his rights.

    It holds plain facts only (numbers, titles of services, labels of statuses).
    """

    __tablename__ = "notice"

    id: Mapped[uuid_pk]
    account_id: Mapped[UUID]
    #: Which sentence: a contribution of `messaging.notice_kinds`.
    kind: Mapped[str]
    #: One notice per event and person.
    once: Mapped[str]
    #: Events of one bundle that nobody has looked at yet are one notice that counts.
    bundle: Mapped[str | None]
    count: Mapped[int] = mapped_column(default=1)
    #: What it is about; its gate is asked whenever the notice is shown. Empty: nothing hidden.
    subject_kind: Mapped[str] = mapped_column(default="")
    subject_id: Mapped[UUID | None]
    facts: Mapped[document]
    #: Where it leads: a path of this house.
    url: Mapped[str]
    at: Mapped[datetime_now]
    seen_at: Mapped[datetime | None]
    #: When it was told on the first page after a sign-in.
    told_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("count > 0", "counts_up"),
        Index(
            "uq_notice_once",
            "account_id",
            "once",
            unique=True,
            postgresql_where=text("bundle IS NULL"),
        ),
        Index(
            "uq_notice_bundle",
            "account_id",
            "bundle",
            unique=True,
            postgresql_where=text("bundle IS NOT NULL AND seen_at IS NULL"),
        ),
        Index("ix_notice_list", "account_id", "at", "id"),
        Index(
            "ix_notice_unseen", "account_id", "at", "id", postgresql_where=text("seen_at IS NULL")
        ),
        Index(
            "ix_notice_subject",
            "subject_id",
            "account_id",
            postgresql_where=text("subject_id IS NOT NULL AND seen_at IS NULL"),
        ),
        Index("ix_notice_age", "at"),
    )
