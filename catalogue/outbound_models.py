"""What is told to other programs: the journal, the state of each connector, its deliveries."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, document


class JournalEvent(Model):
    """One thing that happened to a request, in the one order in which all readers hear of it."""

    __tablename__ = "journal_event"

    #: Given under a lock that ends with the commit: whoever has read up to a number misses nothing
    #: below it.
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime_now]
    #: request.submitted, request.moved, request.carried, request.voted, message.posted…
    kind: Mapped[str]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("request.id", ondelete="CASCADE"))
    #: For those who process the request only.
    internal: Mapped[bool]
    #: Keys of the circuit and ids: never an answer, never a person.
    facts: Mapped[document]
    once: Mapped[str] = mapped_column(unique=True)

    __table_args__ = (Index("ix_journal_event_request_id", "request_id"),)


class OutboundLine(Model):
    """How it stands between the house and the program of one connector."""

    __tablename__ = "outbound_line"

    connector: Mapped[str] = mapped_column(primary_key=True)
    #: In whose name the journal is sent: only what this account may see goes out. Empty: it is not.
    account_id: Mapped[UUID | None]
    #: Kinds of events that are sent; empty for all.
    kinds: Mapped[list[Any]] = mapped_column(default=list)
    #: Number of the last event of the journal that was looked at.
    cursor: Mapped[int] = mapped_column(default=0)
    #: Which key signs: grows at each rotation.
    generation: Mapped[int] = mapped_column(default=0)
    #: Since when the former key counts no more (it signs beside the new one until then).
    former_until: Mapped[datetime | None]
    #: Tries of what stands first, and not before when the next one is.
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    #: Stopped after a day of tries, by the other side, or by an administrator.
    disabled_at: Mapped[datetime | None]
    disabled_because: Mapped[str] = mapped_column(default="")


class OutboundDelivery(Model):
    """One message to the program of a connector; they leave one after the other."""

    __tablename__ = "outbound_delivery"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    connector: Mapped[str]
    #: The name under which the other side knows it again (`Idempotency-Key`).
    once: Mapped[str] = mapped_column(unique=True)
    #: circuit.move, or the kind of the event.
    kind: Mapped[str]
    #: Number in the journal, when it comes from there.
    event_id: Mapped[int | None]
    ref: Mapped[str]
    #: What is sent; emptied once it has arrived.
    body: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime_now]
    tries: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime | None]
    #: Status of the last answer; empty when none came.
    status: Mapped[int | None]
    #: Class of the last failure, never a text of the other side.
    error: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_outbound_delivery_connector", "connector", "id"),
        Index(
            "ix_outbound_delivery_waiting",
            "connector",
            "id",
            postgresql_where=text("done_at IS NULL"),
        ),
    )
