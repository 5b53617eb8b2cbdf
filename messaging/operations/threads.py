"""Acts on threads: write a message."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import IO, Protocol
from uuid import UUID

from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.events import announce
from core.files import FileRule, store
from core.ids import uuid7
from core.problems import Problem
from core.unseen import seen_or_nothing
from messaging.errors import NotForApplicants
from messaging.events import MessagePosted
from messaging.models import Message

LONGEST = 10_000
RULE = FileRule(families=("pdf", "image", "office", "text"), max_count=10)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Upload(Protocol):
    """A file of the composer, as the web hands it over."""

    stream: IO[bytes]
    filename: str | None


def post_message(  # noqa: PLR0917 – each of them is part of what a message is
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    audience: str,
    side: str,
    body: str,
    files: Iterable[Upload] = (),
) -> Message:
    """Write in the thread; the caller has looked at the right to the subject.

    `audience` is applicant (both sides read it) or internal; `side` is where the author stands.
    """
    if audience == "internal" and side != "agency":
        raise NotForApplicants
    uploads = [upload for upload in files if upload.filename]
    text = seen_or_nothing(_CONTROLS.sub("", body.replace("\r\n", "\n")).strip())
    if not text and not uploads:
        raise Invalid([Problem("/text", "message-empty")])
    if len(text) > LONGEST:
        raise Invalid([Problem("/text", "message-long", {"most": LONGEST})])
    message = Message(
        id=uuid7(),
        subject_kind=subject_kind,
        subject_id=subject_id,
        audience=audience,
        side=side,
        author_id=actor.account_id,
        author_name=actor.name,
        body=text,
        files=[],
        created_at=clock.now(),
    )
    owner = ("message", message.id)
    message.files = [
        str(store().keep(actor, owner, u.stream, str(u.filename), RULE, place="/files").id)
        for u in uploads
    ]
    session.add(message)
    session.flush()  # listeners of the event read the thread
    announce(MessagePosted(message.id, subject_kind, subject_id, audience, side, actor.account_id))
    return message
