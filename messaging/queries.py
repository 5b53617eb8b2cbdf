"""Questions about threads and mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_

from accounts.queries.scopes import ROOT
from core.actor import Actor
from core.contributions import one_of
from core.database import session
from core.errors import BadInput
from core.files import FileRef, store
from core.paging import Page, cursor, values_of
from messaging.errors import UnknownMail
from messaging.models import Mail, Message
from messaging.permissions import Permission

#: Contribution point: per kind of subject, who reads its thread.
SUBJECT_GATES = "messaging.subject_gates"
LONGEST_THREAD = 500
PAGE = 50


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


def reads_all(actor: Actor) -> bool:
    """A mail may speak of any place: all are for who looks after the whole organisation."""
    return actor.holds(Permission.MAILS_READ, ROOT)


def mails(actor: Actor, after: str | None = None) -> Page[Mail]:
    """Mails this person may see, newest first: all with the permission, else one's own."""
    query = _visible(actor)
    known = values_of(after, 2)
    if known:
        try:
            last = (datetime.fromisoformat(str(known[0])), UUID(str(known[1])))
        except ValueError as fault:
            raise BadInput from fault
        query = query.where(tuple_(Mail.created_at, Mail.id) < tuple_(*last))
    query = query.order_by(Mail.created_at.desc(), Mail.id.desc()).limit(PAGE + 1)
    found = list(session.scalars(query))
    more = len(found) > PAGE
    end = found[PAGE - 1] if more else None
    return Page(found[:PAGE], cursor(end.created_at.isoformat(), str(end.id)) if end else None)


def mail_for(actor: Actor, mail_id: UUID) -> Mail:
    """One mail, when this person may see it."""
    found = session.scalars(_visible(actor).where(Mail.id == mail_id)).one_or_none()
    if found is None:
        raise UnknownMail
    return found


def is_secret(mail: Mail) -> bool:
    """Whether its text opens something: shown to nobody but the person it is for."""
    from schemas.queries import version

    if mail.template_version_id is None:
        return True
    return bool(version(mail.template_version_id).body.get("secret"))


def mails_about(kind: str, subject_id: UUID) -> list[Mail]:
    """Mails about a subject, oldest first (for its history, on the agency's side)."""
    return list(
        session.scalars(
            select(Mail)
            .where(Mail.about_kind == kind, Mail.about_id == subject_id)
            .order_by(Mail.created_at)
        )
    )


def _visible(actor: Actor) -> Select[Mail]:
    query = select(Mail)
    if not reads_all(actor):
        query = query.where(func.lower(Mail.to_address) == actor.email.lower())
    return query
