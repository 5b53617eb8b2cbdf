"""Drafts of answers, the patches they are made of, what a new version of a form asks of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index
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
    #: What a newer version had no place for: [{"label", "value", "text", "why", "pointer", "at"}].
    old_answers: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    #: Pointers to look at since the draft was moved to another version, or began as a copy.
    attention: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
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


class FormChange(Model):
    """A version of a form that took the place of another: what becomes of what runs on old ones."""

    __tablename__ = "form_change"

    #: The version that is live since.
    version_id: Mapped[UUID] = mapped_column(ForeignKey("definition_version.id"), primary_key=True)
    form_key: Mapped[str]
    number: Mapped[int]
    #: stay, compatible (what needs nobody's look moves) or all (everything moves, to be looked at).
    policy: Mapped[str]
    #: Last day on which a draft of an older version may be written or handed in.
    drafts_until: Mapped[date | None]
    published_by: Mapped[UUID | None]
    created_at: Mapped[datetime_now]
    #: When people were told again that the day comes.
    reminded_at: Mapped[datetime | None]
    #: What has been moved: {"drafts", "requests", "kept"}.
    totals: Mapped[document] = mapped_column(server_default="{}")
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("policy IN ('stay', 'compatible', 'all')", "known_policy"),
        Index("ix_form_change_form", "form_key", "number"),
    )
