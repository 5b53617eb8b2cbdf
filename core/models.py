"""Tables of the ground floor: jobs, idempotency, history, web sessions, counters, settings,
erasures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.database import Model
from core.keeping import LEFT_OUT
from core.types import datetime_now, document, uuid_pk
from core.wall import OPEN


class Job(Model):
    """Something to do after the commit. The row is the truth; Redis only wakes workers up."""

    __tablename__ = "job"

    #: Order of writing: deliveries of one kind go oldest first.
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    #: Which runner: `deliver` (an event to one subscriber) or the name of a job of a room.
    kind: Mapped[str]
    #: Ids and plain values only.
    args: Mapped[document]
    #: A job of the same key is written once, whatever calls it.
    once: Mapped[str | None] = mapped_column(unique=True)
    #: On whose behalf: rights are looked at again when the job runs. Empty for the house itself.
    account_id: Mapped[UUID | None]
    created_at: Mapped[datetime_now]
    #: Not before this instant (retries, grace of an undo).
    available_at: Mapped[datetime] = mapped_column(default=clock.now)
    #: Until when the present holder may work; past it anyone may take the row up.
    lease_until: Mapped[datetime | None]
    #: Grows at each taking: a chunk written under an old number is refused.
    lease_no: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    #: Set aside after too many tries, until an administrator looks.
    parked_at: Mapped[datetime | None]
    #: Called off by somebody; `done_at` is the same instant.
    cancelled_at: Mapped[datetime | None]
    #: The last failure in one line, without personal data.
    error: Mapped[str | None]
    #: Done so far, for a bar: {"done": 40, "of": 500}, and outcomes of long runs.
    progress: Mapped[document]

    __table_args__ = (
        Index(
            "ix_job_waiting",
            "available_at",
            "id",
            postgresql_where=text("done_at IS NULL AND parked_at IS NULL"),
        ),
        Index(
            "ix_job_parked",
            "parked_at",
            "id",
            postgresql_where=text("done_at IS NULL AND parked_at IS NOT NULL"),
        ),
        {"info": {OPEN: "anonymous acts leave work too; ids and plain values only"}},
    )


class IdempotencyKey(Model):
    """The first outcome of an act, given again to whoever sends the same act again (30 days)."""

    __tablename__ = "idempotency_key"
    __table_args__ = {
        "info": {OPEN: "anonymous acts are done once too; digests and addresses only"}
    }

    #: Who acts; the nil UUID for nobody signed in.
    actor: Mapped[UUID] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_sha256: Mapped[str]
    outcome: Mapped[document]
    created_at: Mapped[datetime_now]


class Change(Model):
    """One line of history about one subject, append-only and chained by hash per subject."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    #: Kind of thing: "request", "record", "account", "definition"…
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    #: Version of the subject after the change.
    version: Mapped[int]
    at: Mapped[datetime_now]
    #: Account that acted; empty for the house itself.
    actor_id: Mapped[UUID | None]
    #: Name as it was shown that day.
    actor_name: Mapped[str]
    on_behalf_of: Mapped[UUID | None]
    #: Door used: ui, api, import, rule, job.
    via: Mapped[str]
    #: What was done: "request.submitted", "account.role-granted"…
    act: Mapped[str]
    #: Typed differences [{"path", "old", "new"}], filtered again by rights when shown.
    patch: Mapped[list[Any]] = mapped_column(default=list)
    #: Free facts needed to tell the line (labels, transition).
    facts: Mapped[document]
    reason: Mapped[str | None]
    previous_hash: Mapped[str]
    hash: Mapped[str]

    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "hash"),
        Index("ix_change_subject", "subject_kind", "subject_id", "id"),
    )


class WebSession(Model):
    """A browser's session. The cookie holds a random token, the row its SHA-256."""

    __tablename__ = "web_session"
    __table_args__ = {
        "info": {OPEN: "read to learn who the visitor is", LEFT_OUT: "everybody signs in again"}
    }

    id: Mapped[uuid_pk]
    token_sha256: Mapped[str] = mapped_column(unique=True)
    #: Empty while nobody is signed in. No foreign key: accounts stand on a higher floor.
    account_id: Mapped[UUID | None] = mapped_column(index=True)
    data: Mapped[document]
    created_at: Mapped[datetime_now]
    last_seen_at: Mapped[datetime_now]
    #: Absolute end, whatever the activity.
    expires_at: Mapped[datetime] = mapped_column(index=True)
    #: Browser and system in a few words, for "vos sessions".
    label: Mapped[str] = mapped_column(default="")
    #: Network address it was opened from, for the same list; nothing else is told of the place.
    address: Mapped[str] = mapped_column(default="")


class Counter(Model):
    """Numbers given in order under a prefix (`2026-`). Holes are allowed, reuse is not."""

    __tablename__ = "counter"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("value >= 0", "counts_up"),
        {"info": {OPEN: "numbers of nobody"}},
    )


class TownSetting(Model):
    """A value an administrator changed; what is absent stands at its declared default."""

    __tablename__ = "town_setting"
    __table_args__ = {"info": {OPEN: "the organisation's own words, on every page"}}

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime_now]


class Erasure(Model):
    """The register of what is erased, or will be at the end of its time: never the erased itself.

    A row that says `erased_at` is a tombstone: an older backup that brings the thing back is made
    to erase it again.
    """

    __tablename__ = "erasure"

    #: request, record, account.
    kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: asked (by an administrator) or retention.
    because: Mapped[str]
    #: Of a retention: the day it ends.
    due_on: Mapped[date | None]
    #: Numbers and keys to know it by: nothing of anybody.
    facts: Mapped[document]
    #: Suspended: a dispute goes on, nothing is erased meanwhile.
    held_at: Mapped[datetime | None]
    held_because: Mapped[str] = mapped_column(default="", server_default="")
    erased_at: Mapped[datetime | None]
    #: Who erased it last, or suspended it; empty for the house itself.
    by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    noted_at: Mapped[datetime_now]

    __table_args__ = (
        CheckConstraint("because IN ('asked', 'retention')", "known_cause"),
        Index("ix_erasure_due", "due_on", postgresql_where=text("erased_at IS NULL")),
        Index("ix_erasure_done", "erased_at", postgresql_where=text("erased_at IS NOT NULL")),
    )
