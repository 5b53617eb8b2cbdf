"""Drafts of answers and the patches they are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, document, row_version, uuid_pk


class AnswerDraft(Model):
    """Answers being written, under one pinned version of a form."""

    __tablename__ = "answer_draft"

    id: Mapped[uuid_pk]
    form_version_id: Mapped[UUID] = mapped_column(ForeignKey("definition_version.id"))
    #: All values typed so far, those of hidden questions included (parked until submission).
    answers: Mapped[document]
    #: Ids of the rows of repeated questions: {"/lots": ["01H…", "01J…"]}.
    rows: Mapped[document]
    #: Version of each field: {"/nature": 3, "/lots/01H…/montant": 1}.
    field_versions: Mapped[document]
    #: Where known values came from: {"/etablissement": {"source", "at", "value"}}.
    provenance: Mapped[document]
    #: Last page worked on.
    page: Mapped[str | None]
    updated_at: Mapped[datetime_now]
    updated_by: Mapped[UUID | None]
    #: Set at submission: nothing may be written afterwards.
    closed_at: Mapped[datetime | None]
    version: Mapped[row_version] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class AnswerPatch(Model):
    """One value set by somebody, on some device: the journal the draft is folded from."""

    __tablename__ = "answer_patch"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("answer_draft.id", ondelete="CASCADE"))
    path: Mapped[str]
    #: Version of the field this value was typed over.
    base: Mapped[int]
    value: Mapped[dict[str, Any]]
    by: Mapped[UUID | None]
    at: Mapped[datetime_now]

    __table_args__ = (Index("ix_answer_patch_draft", "draft_id", "id"),)
