"""A circuit published anew over live requests: the rehearsal, the run, what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, document, uuid_pk


class RemapRun(Model):
    """One pass over the open requests of older versions of a circuit: played, or done."""

    __tablename__ = "remap_run"

    id: Mapped[uuid_pk]
    workflow_key: Mapped[str]
    #: The version requests go to; of a rehearsal, the draft that was played (it may be gone since).
    version_id: Mapped[UUID]
    #: Hash of that version as it was then.
    sha256: Mapped[str]
    number: Mapped[int]
    #: rehearsal, publication, import (recorded in a pack and replayed), again (what was left).
    mode: Mapped[str]
    #: all, compatible (only what finds its status again).
    policy: Mapped[str]
    #: Who asked; empty when the house did (a pack loaded by a command).
    account_id: Mapped[UUID | None]
    account_name: Mapped[str]
    #: rehearsing, ready; running, stopping, stopped, done; undoing, undone.
    state: Mapped[str]
    #: of, at (last place done), outcomes, and of a rehearsal: flags, deadlines.
    totals: Mapped[document]
    settings: Mapped[document]
    created_at: Mapped[datetime_now]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: Until when it may be taken back: what it tells is held that long.
    undo_until: Mapped[datetime | None]
    job_id: Mapped[int | None]

    __table_args__ = (
        CheckConstraint("mode IN ('rehearsal', 'publication', 'import', 'again')", "known_mode"),
        Index("ix_remap_run_workflow", "workflow_key", "id"),
    )


class RemapItem(Model):
    """One request of a run: as it was when the run began, and what became of it."""

    __tablename__ = "remap_item"

    run_id: Mapped[UUID] = mapped_column(
        ForeignKey("remap_run.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[UUID]
    #: Version of the row when the run began: whoever touched it since is left alone, and told.
    version: Mapped[int]
    from_version_id: Mapped[UUID]
    status: Mapped[str]
    #: Where it goes: a status of the newer version, ask, stay; empty until somebody has looked.
    target: Mapped[str] = mapped_column(default="", server_default="")
    #: What a rehearsal found: same, removed, no-approver, deadline, votes, ticks, markers, form…
    flags: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    #: waiting, done, asked, stayed, changed, failed; placed (by hand); undone, kept.
    outcome: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    reason: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    step_id: Mapped[int | None]
    #: Version the run left, to know whether somebody came after.
    left_version: Mapped[int | None]
    #: {"at", "votes", "told"}: when it went, the votes it lost, whether its people are told.
    before: Mapped[document] = mapped_column(server_default="{}")

    __table_args__ = (
        Index("ix_remap_item_outcome", "run_id", "outcome", "seq"),
        Index("ix_remap_item_request", "request_id"),
        Index("ix_remap_item_asked", "request_id", postgresql_where=text("outcome = 'asked'")),
    )
