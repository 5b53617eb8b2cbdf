"""What is asked and said in the help, and what the house learns from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, document, row_version, uuid_pk
from core.wall import OPEN

_HANDED = text("handed_at IS NOT NULL")


class Conversation(Model):
    """One person's questions, one after the other. Kept a bounded time (`operations.asking`)."""

    __tablename__ = "help_thread"

    #: Stands in addresses: drawn by chance, it names nobody and tells no hour.
    id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True, default=uuid4)
    #: Empty for a visitor, whose browser session alone opens it.
    account_id: Mapped[UUID | None] = mapped_column(index=True)
    #: open, handed (somebody is awaited), answered (by somebody), closed.
    state: Mapped[str] = mapped_column(default="open")
    #: Whether its person lets questions go to the engine of somebody else: "" (not asked), yes, no.
    outside: Mapped[str] = mapped_column(default="")
    #: What the engine remembers of the thread.
    memory: Mapped[document]
    #: Path of the page the person came from.
    context: Mapped[str] = mapped_column(default="")
    #: Whose team answers.
    theme: Mapped[str] = mapped_column(default="")
    #: As told at hand-over by somebody who is not signed in.
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime_now]
    last_at: Mapped[datetime_now]
    handed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    agent_id: Mapped[UUID | None]
    version: Mapped[row_version] = mapped_column()

    __table_args__ = (
        CheckConstraint("state IN ('open', 'handed', 'answered', 'closed')", "known_state"),
        Index("ix_help_thread_last_at", "last_at"),
        Index("ix_help_thread_handed", "state", "handed_at", postgresql_where=_HANDED),
    )
    __mapper_args__ = {"version_id_col": version}


class Turn(Model):
    """Something said in a conversation."""

    __tablename__ = "help_turn"

    id: Mapped[uuid_pk]
    thread_id: Mapped[UUID] = mapped_column(ForeignKey("help_thread.id", ondelete="CASCADE"))
    at: Mapped[datetime_now]
    #: asker, house, agent.
    author: Mapped[str]
    author_id: Mapped[UUID | None]
    author_name: Mapped[str] = mapped_column(default="")
    #: question, answer, choices, clarify, option, opened, none, vote, handed, message.
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    #: Keys of entries, options, what was found beside them; never a title (rights are looked at
    #: when it is shown).
    data: Mapped[document]

    __table_args__ = (Index("ix_help_turn_thread", "thread_id", "id"),)


class Gap(Model):
    """Near-duplicates of one question that nothing answered, until somebody settles it."""

    __tablename__ = "help_gap"

    id: Mapped[uuid_pk]
    #: One of them, cleaned of personal data.
    text: Mapped[str]
    #: Roots of its words, by which others are found to be near.
    roots: Mapped[list[Any]] = mapped_column(default=list)
    theme: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[UUID | None]
    count: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime_now]
    last_at: Mapped[datetime_now]
    #: open, attached, written, ignored, out-of-scope.
    state: Mapped[str] = mapped_column(default="open")
    entry_key: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]
    version: Mapped[row_version] = mapped_column()

    __table_args__ = (
        CheckConstraint(
            "state IN ('open', 'attached', 'written', 'ignored', 'out-of-scope')", "known_state"
        ),
        CheckConstraint("count > 0", "counts_up"),
        Index("ix_help_gap_state", "state", "last_at"),
    )
    __mapper_args__ = {"version_id_col": version}


class Question(Model):
    """What was asked, cleaned of personal data, and what became of it: it outlives the thread."""

    __tablename__ = "help_question"

    id: Mapped[uuid_pk]
    thread_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("help_thread.id", ondelete="SET NULL"), index=True
    )
    gap_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("help_gap.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime_now]
    text: Mapped[str]
    #: answer, choices, clarify, handover.
    outcome: Mapped[str]
    #: Keys of the entries shown, the best first.
    shown: Mapped[list[Any]] = mapped_column(default=list)
    chosen: Mapped[str] = mapped_column(default="")
    rank: Mapped[int | None]
    helpful: Mapped[bool | None]
    handed: Mapped[bool] = mapped_column(default=False)
    theme: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_help_question_at", "at"),)


class Wording(Model):
    """Another way to ask what an entry answers, as somebody really asked it; a person decides."""

    __tablename__ = "help_wording"

    id: Mapped[uuid_pk]
    entry_key: Mapped[str]
    text: Mapped[str]
    folded: Mapped[str]
    votes: Mapped[int] = mapped_column(default=1)
    against: Mapped[int] = mapped_column(default=0)
    #: waiting, approved, refused.
    state: Mapped[str] = mapped_column(default="waiting")
    first_at: Mapped[datetime_now]
    last_at: Mapped[datetime_now]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]

    __table_args__ = (
        UniqueConstraint("entry_key", "folded"),
        CheckConstraint("state IN ('waiting', 'approved', 'refused')", "known_state"),
        Index("ix_help_wording_state", "state", "last_at"),
    )


class Synonym(Model):
    """Words the organisation uses for one another: one line of the engine's table of families."""

    __tablename__ = "help_synonym"
    __table_args__ = (
        CheckConstraint("weight BETWEEN 10 AND 100", "a_share"),
        {"info": {OPEN: "words of the organisation, which every search reads"}},
    )

    id: Mapped[uuid_pk]
    words: Mapped[list[Any]] = mapped_column(default=list)
    #: How much another word of the line counts, in hundredths.
    weight: Mapped[int] = mapped_column(default=70)
    updated_at: Mapped[datetime_now]
    updated_by: Mapped[UUID | None]
    version: Mapped[row_version] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Team(Model):
    """Who answers about a theme, and when; the line without a theme is for all the others."""

    __tablename__ = "help_team"
    __table_args__ = {"info": {OPEN: "hours and themes are told to everybody who asks"}}

    theme: Mapped[str] = mapped_column(primary_key=True)
    group_key: Mapped[str] = mapped_column(default="")
    hours: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[UUID | None]


class Trial(Model):
    """A question kept to measure the base by, and the entries that should answer it."""

    __tablename__ = "help_trial"

    id: Mapped[uuid_pk]
    text: Mapped[str] = mapped_column(unique=True)
    #: Keys of entries, one of which is right; empty: nothing should be answered.
    expected: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime_now]


class TrialRun(Model):
    """All trials asked once: the figures, and what each of them got."""

    __tablename__ = "help_trial_run"

    id: Mapped[uuid_pk]
    at: Mapped[datetime_now]
    by: Mapped[UUID | None]
    figures: Mapped[document]
    results: Mapped[list[Any]] = mapped_column(default=list)
