"""Rows of long lists, and files that wait to be taken into a list."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, uuid_pk
from core.wall import OPEN

_C = Text(collation="C")


class ReferenceRow(Model):
    """A row of a list too long for its document, which names the sha256 of all of them.

    A set of rows is what its hash says: it is written once and never changed.
    """

    __tablename__ = "reference_row"

    rows_sha256: Mapped[str] = mapped_column(_C, primary_key=True)
    key: Mapped[str] = mapped_column(_C, primary_key=True)
    position: Mapped[int]
    label: Mapped[str]
    #: What a search looks into (`schemas.domain.lists.folded`).
    folded: Mapped[str] = mapped_column(_C)
    parent: Mapped[str | None] = mapped_column(_C)
    retired_at: Mapped[date | None]
    values: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    __table_args__ = (
        Index("ix_reference_row_position", "rows_sha256", "position"),
        Index("ix_reference_row_parent", "rows_sha256", "parent", "position"),
        {"info": {OPEN: "values to choose from, nobody's data"}},
    )


class ListFile(Model):
    """A file or a pasted text between its preview and its taking in; forgotten after a day."""

    __tablename__ = "list_file"

    id: Mapped[uuid_pk]
    #: The list it is for.
    key: Mapped[str]
    #: Empty for a pasted text.
    filename: Mapped[str]
    content: Mapped[bytes]
    made_at: Mapped[datetime_now] = mapped_column(index=True)
    made_by: Mapped[UUID | None]
