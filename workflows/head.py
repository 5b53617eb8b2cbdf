"""The columns of a row that stands under a circuit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column


class Head:
    """Where a subject stands in its pinned circuit; only `workflows.operations` changes it."""

    @declared_attr
    def workflow_version_id(cls) -> Mapped[UUID | None]:  # noqa: N805 – SQLAlchemy's idiom
        """Version of the circuit, pinned at submission; empty on a draft."""
        return mapped_column(ForeignKey("definition_version.id"))

    #: Key of the present status.
    status: Mapped[str]
    #: Kind of the present status: draft, waiting-user, waiting-agent, automatic, final.
    status_kind: Mapped[str] = mapped_column(default="draft")
    #: Stack of statuses a step back returns to.
    markers: Mapped[list[Any]] = mapped_column(default=list)
    #: Instant of the latest arrival in the present status.
    entered_at: Mapped[datetime | None]
    #: Instant of the earliest deadline that still runs; one that passed stays until the move.
    due_at: Mapped[datetime | None]
    #: Grows at each arrival: votes and timers belong to one entry.
    entry_no: Mapped[int] = mapped_column(default=0)
    #: Functions whose turn it is now.
    waiting_functions: Mapped[list[Any]] = mapped_column(default=list)
