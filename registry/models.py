"""Records of entities, their narrow index rows, links, imports."""

from __future__ import annotations

from datetime import date, datetime
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.ids import uuid7
from core.types import datetime_now, document, row_version, uuid_pk
from registry.domain.entity import SLOTS
from workflows.head import Head

_C = Text(collation="C")


class Record(Model):
    """One thing described by an entity: an establishment, a pupil… partitioned by entity."""

    __tablename__ = "record"

    entity: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    definition_version_id: Mapped[UUID] = mapped_column(ForeignKey("definition_version.id"))
    #: Natural key inside the entity (UAI of an establishment), unique when the entity has one.
    code: Mapped[str | None]
    scope_path: Mapped[str | None] = mapped_column(_C)
    school_year: Mapped[int | None]
    #: active, archived, restricted (neither read nor written but by `records:restricted`), merged.
    state: Mapped[str] = mapped_column(default="active")
    #: Readable name made from the entity's `label`.
    label: Mapped[str]
    data: Mapped[document]
    #: Who says so (« Annuaire de l’éducation ») and when; empty for what was typed here.
    source: Mapped[str] = mapped_column(default="")
    source_at: Mapped[datetime | None]
    #: Record this one was merged into.
    successor_id: Mapped[UUID | None]
    created_at: Mapped[datetime_now]
    created_by: Mapped[UUID | None]
    updated_at: Mapped[datetime_now]
    updated_by: Mapped[UUID | None]
    archived_at: Mapped[datetime | None]
    version: Mapped[row_version] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("entity", "code"),
        Index("ix_record_scope", "entity", "scope_path"),
        {"postgresql_partition_by": "LIST (entity)"},
    )


class RecordIndex(Model):
    """The listed fields of a record in typed slots: what list indexes stand on."""

    __tablename__ = "record_index"

    entity: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default="active")
    scope_path: Mapped[str | None] = mapped_column(_C)
    #: Folded sort key.
    sort_key: Mapped[str] = mapped_column(_C)
    #: Folded text slots, number slots and date slots, given to fields by the entity's version.
    t1: Mapped[str | None] = mapped_column(_C)
    t2: Mapped[str | None] = mapped_column(_C)
    t3: Mapped[str | None] = mapped_column(_C)
    t4: Mapped[str | None] = mapped_column(_C)
    t5: Mapped[str | None] = mapped_column(_C)
    t6: Mapped[str | None] = mapped_column(_C)
    t7: Mapped[str | None] = mapped_column(_C)
    t8: Mapped[str | None] = mapped_column(_C)
    n1: Mapped[Any | None] = mapped_column(Numeric)
    n2: Mapped[Any | None] = mapped_column(Numeric)
    n3: Mapped[Any | None] = mapped_column(Numeric)
    n4: Mapped[Any | None] = mapped_column(Numeric)
    d1: Mapped[date | None] = mapped_column(Date)
    d2: Mapped[date | None] = mapped_column(Date)
    d3: Mapped[date | None] = mapped_column(Date)
    d4: Mapped[date | None] = mapped_column(Date)
    #: Folded words of the searched fields.
    words: Mapped[Any] = mapped_column(TSVECTOR)

    #: Each order a list may have is one index: by name (the scope rides along, so that rows out of
    #: reach are passed over without a look at the table), by place, by each slot in use.
    __table_args__ = (
        Index(
            "ix_record_index_name", "entity", "state", "sort_key", "record_id",
            postgresql_include=["scope_path"],
        ),
        Index("ix_record_index_place", "entity", "state", "scope_path", "sort_key", "record_id"),
        *(
            Index(
                f"ix_record_index_{slot}", "entity", "state", slot, "sort_key", "record_id",
                postgresql_where=text(f"{slot} IS NOT NULL"),
            )
            for slot in chain.from_iterable(SLOTS.values())
        ),
        Index("ix_record_index_words", "words", postgresql_using="gin"),
    )  # fmt: skip


class RecordWord(Model):
    """A word some record of an entity is found by: what a mistyped word is compared with.

    Words only, never whose: what is near is then searched like anything else, through the gate.
    """

    __tablename__ = "record_word"

    entity: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(_C, primary_key=True)
    #: Its folded trigrams (`domain.grams`).
    grams: Mapped[list[str]] = mapped_column(ARRAY(Text))

    __table_args__ = (Index("ix_record_word_grams", "grams", postgresql_using="gin"),)


class Link(Model):
    """A dated relation between two records."""

    __tablename__ = "link"

    id: Mapped[uuid_pk]
    kind: Mapped[str]
    from_record: Mapped[UUID] = mapped_column(index=True)
    to_record: Mapped[UUID] = mapped_column(index=True)
    attributes: Mapped[document]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")
    version: Mapped[row_version] = mapped_column()


class RecordProposal(Head, Model):
    """Changes somebody may propose but not write: they go through a circuit, field by field.

    Without a version of a circuit it stands under the one the house ships (`queries.circuits`).
    """

    __tablename__ = "record_proposal"

    id: Mapped[uuid_pk]
    entity: Mapped[str]
    record_id: Mapped[UUID]
    #: Number people quote: "M-2026-0012".
    number: Mapped[str | None] = mapped_column(unique=True)
    #: [{"field", "old", "new", "answer", "reason", "evidence", "reviews"}]: what the record held
    #: when it was asked, what is asked (null takes the value away), "" then "accepted" or
    #: "refused", and what was said of it (`domain.verdicts`).
    patch: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(default="")
    #: open, answered.
    state: Mapped[str] = mapped_column(default="open")
    #: accepted, refused, withdrawn or closed; empty while it is open.
    outcome: Mapped[str] = mapped_column(default="", server_default="")
    #: What asked for it when no person did on the record itself: {"kind", "id", "number"}.
    source: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    #: What its end wrote, to take it back within the grace: {"step", "fields": {key: {old, new}}}.
    applied: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    made_at: Mapped[datetime_now]
    made_by: Mapped[UUID | None]
    made_by_name: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    #: Grows at each move and each verdict: what people say which state they saw by.
    version: Mapped[row_version] = mapped_column()

    __table_args__ = (
        Index("ix_record_proposal_record", "record_id", "made_at"),
        Index("ix_record_proposal_author", "made_by", "made_at"),
        Index("ix_record_proposal_open", "state", "entity", "made_at"),
    )


class ImportBatch(Model):
    """One import of a file: counts, report, and what to restore if it is undone."""

    __tablename__ = "import_batch"

    id: Mapped[uuid_pk]
    entity: Mapped[str]
    filename: Mapped[str]
    file_sha256: Mapped[str]
    mapping: Mapped[document]
    counts: Mapped[document]
    #: Lines refused or doubtful: [{"line", "column", "code", "params", "refused"}].
    report: Mapped[list[Any]] = mapped_column(default=list)
    started_at: Mapped[datetime_now]
    #: Empty as long as the file was tried only; its bytes wait in `content` until then.
    finished_at: Mapped[datetime | None]
    content: Mapped[bytes | None]
    undone_at: Mapped[datetime | None]
    by: Mapped[UUID | None]


class ImportItem(Model):
    """What one import did to one record: all that is needed to undo it."""

    __tablename__ = "import_item"

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("import_batch.id"), primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: Version of the record after the import: another one now means somebody went on from there.
    version_after: Mapped[int]
    #: Data, source and its date before; empty for a record that was made by the import.
    before: Mapped[dict[str, Any] | None]


class ImportMapping(Model):
    """A way to read a known kind of file, recognised by its columns."""

    __tablename__ = "import_mapping"

    key: Mapped[str] = mapped_column(primary_key=True)
    entity: Mapped[str]
    title: Mapped[str]
    document: Mapped[document]
    changed_at: Mapped[datetime_now]
