"""Acts: write in a thread, send a mail once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import IO, Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from sqlalchemy.dialects.postgresql import insert

from core import clock, jobs
from core import settings as town
from core.actor import Actor
from core.database import session
from core.errors import Invalid
from core.events import announce
from core.files import FileRule, store
from core.ids import uuid7
from core.problems import Problem
from messaging.domain.blocks import one_line
from messaging.errors import NotForApplicants, UnknownTemplate
from messaging.events import MessagePosted
from messaging.models import Mail, Message
from messaging.rendering import absolute, render_mail

SEND_MAIL = "messaging.send-mail"
LONGEST = 10_000
RULE = FileRule(families=("pdf", "image", "office", "text"), max_count=10)
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,250}")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Upload(Protocol):
    """A file of the composer, as the web hands it over."""

    stream: IO[bytes]
    filename: str | None


class Recipient(Protocol):
    """An account, or whoever has an address and a name."""

    email: str
    name: str


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
    text = _CONTROLS.sub("", body.replace("\r\n", "\n")).strip()
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


def send(
    template_key: str,
    *,
    to: Recipient,
    about: tuple[str, UUID | None] = ("", None),
    once: str,
    variables: Mapping[str, Any] | None = None,
    url: str = "",
) -> Mail | None:
    """Write the mail and the job that sends it, in the present transaction.

    `once` names event, template and person: a second call with it writes nothing and gives None.
    `url` is the variable {lien}; a path is completed with the address of the house.
    """
    from schemas.queries import live

    version = live("template", template_key)
    if version is None or version.body.get("channel") != "email":
        raise UnknownTemplate
    address = valid_address(to.email)
    name = one_line(to.name)
    made = render_mail(
        version.body,
        {
            **(variables or {}),
            "destinataire": name,
            "lien": absolute(url),
            "organisation": organisation(),
        },
    )
    identity = uuid7()
    written = session.execute(
        insert(Mail)
        .values(
            id=identity,
            once=once,
            to_address=address,
            to_name=name,
            subject=made.subject,
            text=made.text,
            html=made.html,
            template_key=template_key,
            template_version_id=version.id,
            about_kind=about[0],
            about_id=about[1],
            state="waiting",
            message_id=f"<{identity}@{_host()}>",
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["once"])
        .returning(Mail.id)
    ).scalar()
    if written is None:
        return None
    jobs.enqueue(SEND_MAIL, {"mail": str(identity)}, once=f"mail:{identity}")
    return session.get(Mail, identity)


def valid_address(address: str) -> str:
    """One address and nothing else: no second recipient, no header."""
    if not _ADDRESS.fullmatch(address) or any(ord(c) < 33 or ord(c) == 127 for c in address):
        raise Invalid([Problem("/email", "mail-address")])
    return address


def organisation() -> str:
    """Name of the organisation as the pages show it."""
    return str(town.value_of("organisation.name"))


def _host() -> str:
    return urlsplit(current_app.config["SETTINGS"].base_url).hostname or "preau.invalid"
