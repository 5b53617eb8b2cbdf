"""Definitions and their versions, references between them, installed packs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Model
from core.types import datetime_now, document, row_version, uuid_pk
from core.wall import OPEN


class Definition(Model):
    """What an administrator designs, through all its versions."""

    __tablename__ = "definition"

    id: Mapped[uuid_pk]
    #: form, workflow, service, entity, role, template, reference-list, calendar, view…
    kind: Mapped[str]
    key: Mapped[str]
    #: Title of the live version, else of the draft: for lists.
    title: Mapped[str]
    #: The version people get now; empty before the first publication.
    live_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("definition_version.id", use_alter=True, name="fk_definition_live")
    )
    retired_at: Mapped[datetime | None]
    created_at: Mapped[datetime_now]

    live: Mapped[DefinitionVersion | None] = relationship(
        foreign_keys=[live_id], post_update=True, lazy="joined"
    )

    __table_args__ = (
        UniqueConstraint("kind", "key"),
        {"info": {OPEN: "what the house is made of, nobody's data"}},
    )


class DefinitionVersion(Model):
    """One version: a mutable draft (one per definition), or published and never changed again."""

    __tablename__ = "definition_version"

    id: Mapped[uuid_pk]
    definition_id: Mapped[UUID] = mapped_column(ForeignKey("definition.id"), index=True)
    kind: Mapped[str]
    key: Mapped[str]
    #: 1, 2, 3… given at publication; the draft carries the next one.
    number: Mapped[int]
    #: draft, published or retired.
    status: Mapped[str] = mapped_column(default="draft")
    #: Canonical text (RFC 8785): the bytes that are hashed and exported.
    body_text: Mapped[str]
    #: The same as a document for queries; key order is lost here.
    body: Mapped[document]
    sha256: Mapped[str]
    created_at: Mapped[datetime_now]
    created_by: Mapped[UUID | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]
    #: Version this draft started from.
    based_on: Mapped[UUID | None] = mapped_column(ForeignKey("definition_version.id"))
    #: Why it was published though its tests failed, if it was.
    forced_because: Mapped[str | None]
    #: What its publication does to what runs on older versions: stay, compatible (changes that need
    #: nobody's look) or all (everything moves, to be looked at).
    policy: Mapped[str] = mapped_column(default="stay", server_default="stay")
    #: Last day on which drafts of older versions may be written, if it was set.
    drafts_until: Mapped[date | None]
    version: Mapped[row_version] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("definition_id", "number"),
        CheckConstraint("status IN ('draft', 'published', 'retired')", "known_status"),
        CheckConstraint("(status = 'draft') = (published_at IS NULL)", "dated_once_published"),
        CheckConstraint("policy IN ('stay', 'compatible', 'all')", "known_policy"),
        Index(
            "uq_definition_version_draft",
            "definition_id",
            unique=True,
            postgresql_where=text("status = 'draft'"),
        ),
        {"info": {OPEN: "what the house is made of, nobody's data"}},
    )


class DraftStep(Model):
    """The text of a draft after one act: what undo and redo walk along, whoever did it and where.

    The first one (place 0) holds the text before anything was done; publishing or discarding the
    draft takes all of them away.
    """

    __tablename__ = "draft_step"

    id: Mapped[uuid_pk]
    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("definition_version.id", ondelete="CASCADE")
    )
    place: Mapped[int]
    #: What was done, in words: « Question ajoutée ».
    label: Mapped[str]
    body_text: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    at: Mapped[datetime_now]
    #: Undone: it waits to be redone, or to be cut by the next act.
    undone: Mapped[bool] = mapped_column(default=False)
    #: The row version of the draft that showed this text last: what a page says it had seen.
    shown_as: Mapped[int]

    __table_args__ = (UniqueConstraint("version_id", "place"),)


class DefinitionReference(Model):
    """Which version another one named when it was published (a key resolved then)."""

    __tablename__ = "definition_reference"
    __table_args__ = {"info": {OPEN: "what the house is made of, nobody's data"}}

    from_version: Mapped[UUID] = mapped_column(
        ForeignKey("definition_version.id"), primary_key=True
    )
    to_version: Mapped[UUID] = mapped_column(
        ForeignKey("definition_version.id"), primary_key=True, index=True
    )


class Pack(Model):
    """A pack as installed: its manifest and documents are the base of the next three-way diff."""

    __tablename__ = "pack"
    __table_args__ = {"info": {OPEN: "what the house is made of, nobody's data"}}

    id: Mapped[uuid_pk]
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    pack_version: Mapped[str]
    manifest: Mapped[document]
    #: "kind/key" → sha256 of the document as it came.
    installed: Mapped[dict[str, Any]]
    installed_at: Mapped[datetime_now]
    installed_by: Mapped[UUID | None]


class PackFile(Model):
    """Bytes of a file that documents of packs name by path (models, letters)."""

    __tablename__ = "pack_file"

    id: Mapped[uuid_pk]
    #: Path inside the pack, e.g. "files/devis-type.docx".
    path: Mapped[str]
    pack_key: Mapped[str]
    sha256: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes]

    __table_args__ = (
        UniqueConstraint("pack_key", "path"),
        {"info": {OPEN: "what the house is made of, nobody's data"}},
    )
