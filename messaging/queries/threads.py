"""Questions about threads; who reads the files of their messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import func, select

from core.actor import Actor
from core.contributions import one_of
from core.database import session
from core.files import FileRef, store
from messaging.models import Message

#: Contribution point: per kind of subject, who reads its thread.
SUBJECT_GATES = "messaging.subject_gates"
LONGEST_THREAD = 500


class SubjectGate(Protocol):
    """Says for one kind of subject who reads the files of its thread."""

    key: str

    def may_read_thread(self, actor: Actor, subject_id: UUID, *, internal: bool) -> bool:
        """Whether this person reads the thread (its internal notes, when `internal`)."""


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """A message as a page shows it."""

    id: UUID
    author_id: UUID | None
    author: str
    side: str
    internal: bool
    body: str
    at: datetime
    attachments: tuple[FileRef, ...]


def thread(subject_kind: str, subject_id: UUID, internal: bool) -> list[ThreadEntry]:  # noqa: FBT001
    """The messages about a subject, oldest first; internal notes only when `internal`.

    The filter stands in the query: what is not fetched cannot reach an applicant.
    """
    query = select(Message).where(
        Message.subject_kind == subject_kind, Message.subject_id == subject_id
    )
    if not internal:
        query = query.where(Message.audience == "applicant")
    found = session.scalars(
        query.order_by(Message.created_at.desc(), Message.id.desc()).limit(LONGEST_THREAD)
    ).all()
    files = _files(found)
    return [
        ThreadEntry(
            m.id,
            m.author_id,
            m.author_name,
            m.side,
            m.audience == "internal",
            m.body,
            m.created_at,
            tuple(files[i] for i in m.files if i in files),
        )
        for m in reversed(found)
    ]


def _files(messages: Sequence[Message]) -> dict[str, FileRef]:
    ids = [i for m in messages for i in m.files]
    return {str(ref.id): ref for ref in store().describe(ids)} if ids else {}


def subject_of(message_id: UUID) -> tuple[str, UUID] | None:
    """What a message is about."""
    message = session.get(Message, message_id)
    return (message.subject_kind, message.subject_id) if message else None


def message_counts(subject_kind: str, subject_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many messages both sides read, per subject: one query for a whole list."""
    rows = session.execute(
        select(Message.subject_id, func.count())
        .where(
            Message.subject_kind == subject_kind,
            Message.subject_id.in_(subject_ids),
            Message.audience == "applicant",
        )
        .group_by(Message.subject_id)
    )
    return {row[0]: row[1] for row in rows}


class MessageGate:
    """Who opens a file of a message: who reads the message (hangs at `documents.owner_gates`)."""

    key = "message"

    def may_read(self, actor: Actor, owner_id: UUID, place: str) -> bool:
        """Ask the gate of the subject."""
        message = session.get(Message, owner_id)
        if message is None:
            return False
        gate: SubjectGate | None = one_of(SUBJECT_GATES, message.subject_kind)
        internal = message.audience == "internal"
        return gate is not None and gate.may_read_thread(
            actor, message.subject_id, internal=internal
        )
