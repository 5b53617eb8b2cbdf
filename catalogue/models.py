"""Requests: what an establishment asks of the authority through a teleservice."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, document, row_version, uuid_pk
from workflows.head import Head

_C = Text(collation="C")


class Request(Head, Model):
    """A request from draft to answer. It pins the versions of form, service and circuit."""

    __tablename__ = "request"

    id: Mapped[uuid_pk]
    #: Number shown to people once submitted, "2026-00412"; empty on a draft.
    reference: Mapped[str | None] = mapped_column(unique=True)
    #: Reference of the draft, which goes on leading here for ever: "B-7K3QX9".
    provisional: Mapped[str] = mapped_column(unique=True)
    service_key: Mapped[str]
    #: Live version while a draft, pinned at submission.
    service_version_id: Mapped[UUID] = mapped_column(ForeignKey("definition_version.id"))
    button: Mapped[str]
    form_version_id: Mapped[UUID] = mapped_column(ForeignKey("definition_version.id"))
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("answer_draft.id"))
    #: Record of the establishment the request is made for, and its name as filed.
    establishment_id: Mapped[UUID | None]
    establishment_label: Mapped[str]
    #: Scope of that establishment: rights are looked at there.
    scope_path: Mapped[str] = mapped_column(_C)
    #: Who filed it; the request belongs to the establishment, not to the person.
    applicant_id: Mapped[UUID]
    applicant_name: Mapped[str]
    #: One line that tells this request from its neighbours.
    title: Mapped[str]
    #: Projected answers as submitted (and as corrected since), with labels of chosen list rows.
    answers: Mapped[document]
    rows: Mapped[document]
    labels: Mapped[document]
    #: Buffer of edits after submission (corrections asked for), merged when they are handed in.
    correction_draft_id: Mapped[UUID | None] = mapped_column(ForeignKey("answer_draft.id"))
    #: Agent in charge, if any.
    assignee_id: Mapped[UUID | None] = mapped_column(index=True)
    #: Folded words of number, title, establishment and service, for the search of lists.
    words: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime_now]
    updated_at: Mapped[datetime_now]
    submitted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[row_version] = mapped_column()

    __table_args__ = (
        CheckConstraint("(submitted_at IS NULL) = (reference IS NULL)", "numbered_once_submitted"),
        CheckConstraint(
            "(submitted_at IS NULL) = (workflow_version_id IS NULL)", "pins_circuit_at_submission"
        ),
        Index("ix_request_scope", "scope_path", "id"),
        Index(
            "ix_request_desk",
            "service_key",
            "status",
            "submitted_at",
            "id",
            postgresql_where=text("submitted_at IS NOT NULL"),
        ),
        Index(
            "ix_request_recent",
            text("submitted_at DESC"),
            text("id DESC"),
            postgresql_where=text("submitted_at IS NOT NULL"),
        ),
        Index("ix_request_waiting", "waiting_functions", postgresql_using="gin"),
    )


class Annotation(Model):
    """Answers of agents to an annotations form of the circuit, beside the request."""

    __tablename__ = "annotation"

    id: Mapped[uuid_pk]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("request.id"))
    form_key: Mapped[str]
    #: What was typed, under the version of the form pinned by the circuit.
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("answer_draft.id"))
    #: What of it is shown and kept: `annotations.*` of conditions.
    answers: Mapped[document]
    updated_at: Mapped[datetime_now]
    updated_by: Mapped[UUID | None]
    updated_by_name: Mapped[str] = mapped_column(default="")
    version: Mapped[row_version] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("request_id", "form_key"),)


class Visit(Model):
    """When a person last looked at a request (id), or at the home (nil): what is new since."""

    __tablename__ = "visit"

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    request_id: Mapped[UUID] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
