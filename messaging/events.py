"""What this room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MessagePosted:
    """Somebody wrote in the thread about a subject."""

    message_id: UUID
    subject_kind: str
    subject_id: UUID
    #: applicant or internal.
    audience: str
    #: Side of the author: applicant or agency.
    side: str
    author_id: UUID | None


@dataclass(frozen=True, slots=True)
class MailUndeliverable:
    """A mail was given up: the address refuses it, or nobody answered for two days."""

    mail_id: UUID
    template_key: str
