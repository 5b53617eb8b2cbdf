"""Entries of the knowledge base, and all their versions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, document, row_version, uuid_pk
from core.wall import OPEN


class Entry(Model):
    """A question and the answer somebody wrote: what readers are shown now."""

    __tablename__ = "entry"
    __table_args__ = {"info": {OPEN: "help is for everyone"}}

    id: Mapped[uuid_pk]
    #: Name used by documents: "kb:aide-etablissement".
    key: Mapped[str] = mapped_column(unique=True)
    question: Mapped[str]
    #: The words of the blocks as Markdown, sanitised when shown.
    answer: Mapped[str]
    theme: Mapped[str] = mapped_column(default="")
    #: Keys of roles; empty = everyone.
    audience: Mapped[list[Any]] = mapped_column(default=list)
    #: Other ways to ask the same.
    wordings: Mapped[list[Any]] = mapped_column(default=list)
    #: draft (never shown yet), published, retired.
    state: Mapped[str] = mapped_column(default="published")
    #: Folded words of question, wordings and answer, for the search.
    folded: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    review_on: Mapped[date | None]
    #: Shown from this day, and until that one.
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    #: The language it was written in; the others are in `body`.
    language: Mapped[str] = mapped_column(default="fr")
    #: The document of the version that is shown (`domain/content.py`); {} before the first.
    body: Mapped[document]
    #: What a pack brought last, to tell what the house changed since; {} for none.
    origin: Mapped[document]
    #: Number of the version that is shown; 0 before the first.
    live_no: Mapped[int] = mapped_column(default=0)
    #: Who answers for it.
    owner_id: Mapped[UUID | None]
    created_at: Mapped[datetime_now]
    updated_at: Mapped[datetime_now]
    updated_by: Mapped[UUID | None]
    version: Mapped[row_version] = mapped_column()
    retired_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}


class EntryVersion(Model):
    """A version of an entry: being written, waiting for a second look, or published for ever."""

    __tablename__ = "entry_version"

    id: Mapped[uuid_pk]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    #: Given at publication.
    no: Mapped[int | None]
    #: draft, review, published.
    state: Mapped[str]
    content: Mapped[document]
    #: The version it was begun from.
    based_on: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime_now]
    created_by: Mapped[UUID | None]
    changed_at: Mapped[datetime_now]
    changed_by: Mapped[UUID | None]
    #: Said when it is handed on: what to look at, or what to mend.
    note: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]
    version: Mapped[row_version] = mapped_column()

    __table_args__ = (
        UniqueConstraint("entry_id", "no"),
        Index(
            "uq_entry_version_draft",
            "entry_id",
            unique=True,
            postgresql_where=text("state <> 'published'"),
        ),
    )
    __mapper_args__ = {"version_id_col": version}


from knowledge_base import asking_models, linking_models  # noqa: E402, F401 – tables of the same room
