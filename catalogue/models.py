"""Requests: what an establishment asks of the authority through a teleservice."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.amendment_models import AnswerEdit, CorrectionAsk
from catalogue.outbound_models import JournalEvent, OutboundDelivery, OutboundLine
from catalogue.prefill_models import DataSource, PrefillLink
from core.database import Model
from core.types import datetime_now, document, row_version, uuid_pk
from workflows.head import Head

__all__ = [
    "Annotation", "AnswerEdit", "BulkItem", "BulkRun", "CorrectionAsk", "DataSource",
    "JournalEvent", "OutboundDelivery", "OutboundLine", "PrefillLink", "Request",
    "SavedView", "Tag", "Visit",
]  # fmt: skip

_C = Text(collation="C")
_SUBMITTED = text("submitted_at IS NOT NULL")
_OPEN = text("submitted_at IS NOT NULL AND closed_at IS NULL")


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
    #: Its name folded: lists are sorted and narrowed by it.
    establishment_words: Mapped[str] = mapped_column(_C, default="", server_default="")
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
    #: Texts agreed to: {"/accord": {"sha256", "at", "by"}}; the text stands in the pinned form.
    consents: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    #: Buffer of edits after submission (corrections asked for), merged when they are handed in.
    correction_draft_id: Mapped[UUID | None] = mapped_column(ForeignKey("answer_draft.id"))
    #: Answers that a newer version of the form had no place for, as read when it was moved.
    old_answers: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    #: What is to be looked at since the form changed under it: {"number", "attention", "at"}.
    form_review: Mapped[dict[str, Any] | None]
    #: Functions handed to others for the present stay: {"entry", "to": {function: function}}.
    handed: Mapped[dict[str, Any] | None]
    #: Agent in charge, if any.
    assignee_id: Mapped[UUID | None]
    #: Keys of the tags put on it (`Tag.key`).
    tags: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
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
        # One index under each list that the desk declares (tests/catalogue/test_desk_plans.py).
        Index("ix_request_open_due", "due_at", "id", postgresql_where=_OPEN),
        Index("ix_request_open_recent", "submitted_at", "id", postgresql_where=_OPEN),
        Index("ix_request_assignee", "assignee_id", "submitted_at", "id"),
        Index(
            "ix_request_service", "service_key", "submitted_at", "id", postgresql_where=_SUBMITTED
        ),
        Index("ix_request_activity", "updated_at", "id", postgresql_where=_SUBMITTED),
        Index("ix_request_place", "establishment_words", "id", postgresql_where=_SUBMITTED),
        Index("ix_request_form", "form_version_id", "id"),
        Index("ix_request_circuit", "workflow_version_id", "id", postgresql_where=_OPEN),
        Index("ix_request_tags", "tags", postgresql_using="gin"),
    )


class Tag(Model):
    """A word that agents put on requests; its key stays when it is renamed."""

    __tablename__ = "tag"

    key: Mapped[str] = mapped_column(_C, primary_key=True)
    name: Mapped[str]
    #: One of the seven tones.
    tone: Mapped[str] = mapped_column(default="slate")
    created_at: Mapped[datetime_now]


class SavedView(Model):
    """A list of the desk kept under a name: filters, order, columns; personal or of a team."""

    __tablename__ = "saved_view"

    id: Mapped[uuid_pk]
    #: Who made it, and may change it.
    account_id: Mapped[UUID] = mapped_column(index=True)
    #: Key of the group it is shared with; empty when it is personal.
    group_key: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str]
    tone: Mapped[str] = mapped_column(default="")
    icon: Mapped[str] = mapped_column(default="")
    #: `DeskFilter.document()`.
    filter: Mapped[document]
    columns: Mapped[list[str]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime_now]
    version: Mapped[row_version] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


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


class BulkRun(Model):
    """One act asked for on many requests: what, by whom, how far it has come, what came of it."""

    __tablename__ = "bulk_run"

    id: Mapped[uuid_pk]
    #: Who asked: the run is theirs to launch, stop and take back.
    account_id: Mapped[UUID]
    account_name: Mapped[str]
    #: Door used: ui or api.
    via: Mapped[str]
    #: move, assign, tag, letter.
    act: Mapped[str]
    #: Transition of circuits; empty for the others.
    key: Mapped[str] = mapped_column(default="")
    #: What else the act needs: label, agent, tags, and the permissions a program's key keeps.
    settings: Mapped[document]
    comment: Mapped[str] = mapped_column(default="")
    #: preparing, ready, running, stopping, stopped, done, undoing, undone.
    state: Mapped[str]
    #: What was selected, as it was asked: {"filter": …} or {"count": …}.
    selection: Mapped[document]
    #: Numbers: of, at (last place done), outcomes, groups of the dry run.
    totals: Mapped[document]
    created_at: Mapped[datetime_now]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: Until when it may be taken back: its messages are held that long.
    undo_until: Mapped[datetime | None]
    #: The job at work on it, or the last one that was.
    job_id: Mapped[int | None]

    __table_args__ = (
        CheckConstraint("act IN ('move', 'assign', 'tag', 'letter')", "known_act"),
        Index("ix_bulk_run_account", "account_id", "id"),
    )


class BulkItem(Model):
    """One request of a run, as it was when it was chosen."""

    __tablename__ = "bulk_item"

    run_id: Mapped[UUID] = mapped_column(
        ForeignKey("bulk_run.id", ondelete="CASCADE"), primary_key=True
    )
    #: Its place in the selection.
    seq: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[UUID]
    #: Version of the request that the person had before the eyes.
    version: Mapped[int]
    #: Group of the dry run it belongs to (place in `totals.groups`).
    forecast: Mapped[int] = mapped_column(default=0, server_default="0")
    #: waiting, done, refused, changed, failed, gone; undone, kept (could not be taken back).
    outcome: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    #: Why not: [{"code", "params"}], without values of answers.
    reason: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    #: First step of the move.
    step_id: Mapped[int | None]
    #: Version the run left, to know whether somebody came after.
    left_version: Mapped[int | None]
    #: What an assignment or a tag took the place of.
    before: Mapped[document] = mapped_column(server_default="{}")
    #: Until when its messages are held.
    held_until: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_bulk_item_told",
            "run_id",
            "outcome",
            "seq",
            postgresql_where=text("outcome <> 'waiting' AND outcome <> 'done'"),
        ),
    )
