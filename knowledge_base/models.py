"""Entries of the knowledge base."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, row_version, uuid_pk
from core.wall import OPEN


class Entry(Model):
    """A question and the answer somebody wrote."""

    __tablename__ = "entry"
    __table_args__ = {"info": {OPEN: "help is for everyone"}}

    id: Mapped[uuid_pk]
    #: Name used by documents: "kb:aide-etablissement".
    key: Mapped[str] = mapped_column(unique=True)
    question: Mapped[str]
    #: Markdown, sanitised when shown.
    answer: Mapped[str]
    theme: Mapped[str] = mapped_column(default="")
    #: Keys of roles; empty = everyone.
    audience: Mapped[list[Any]] = mapped_column(default=list)
    #: Other ways to ask the same.
    wordings: Mapped[list[Any]] = mapped_column(default=list)
    #: draft, published, retired.
    state: Mapped[str] = mapped_column(default="published")
    #: Folded words of question, wordings and answer, for the search.
    folded: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    review_on: Mapped[date | None]
    created_at: Mapped[datetime_now]
    updated_at: Mapped[datetime_now]
    updated_by: Mapped[UUID | None]
    version: Mapped[row_version] = mapped_column()
    retired_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}


from knowledge_base import asking_models  # noqa: E402, F401 – tables of the same room
