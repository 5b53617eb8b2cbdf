"""Acts on mails: write one, once per event and person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core import clock, jobs, pacing
from core import settings as town
from core.database import session
from core.errors import Invalid
from core.ids import uuid7
from core.problems import Problem
from messaging.errors import UnknownTemplate
from messaging.models import Mail
from messaging.pace import Pace, link_of, pace_of, with_way_out
from messaging.rendering import Rendered, absolute, render_mail
from schemas.domain.variables import one_line

SEND_MAIL = "messaging.send-mail"
GATHER = "messaging.gather"
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,250}")


class Recipient(Protocol):
    """An account, or whoever has an address and a name."""

    email: str
    name: str


def send(
    template_key: str,
    *,
    to: Recipient,
    about: tuple[str, UUID | None] = ("", None),
    once: str,
    variables: Mapping[str, Any] | None = None,
    holds: Mapping[str, bool] | None = None,
    url: str = "",
    news: bool = False,
    storm: Sequence[str] = (),
) -> Mail | None:
    """Write the mail and the job that sends it, in the present transaction.

    `once` names event, template and person: a second call with it writes nothing and gives None.
    `url` is the variable {lien}; a path is completed with the address of the house. `holds` tells
    which conditions of its blocks hold (by their canonical text): the others leave theirs out.
    `news` may wait for the summary of the day, or stay unwritten, as its person chose
    (`messaging.pace`). `storm` names the jobs it comes among when nobody sends it: its news wait
    for those of one person to be one mail (`messaging.gathering`), the rest leaves at its pace.
    """
    from schemas.queries import live

    version = live("template", template_key)
    if version is None or version.body.get("channel") != "email":
        raise UnknownTemplate
    person: UUID | None = getattr(to, "id", None) if news else None
    pace = pace_of(person) if person else Pace.AT_ONCE
    if pace is Pace.NEVER:
        return None
    name = one_line(to.name)
    values = {"destinataire": name, "lien": absolute(url), "organisation": organisation()}
    made = _rendered(version.body, {**(variables or {}), **values}, holds, person)
    envelope = {
        "to_address": valid_address(to.email),
        "to_name": name,
        "template_key": template_key,
        "template_version_id": version.id,
        "about_kind": about[0],
        "about_id": about[1],
        "account_id": person,
        "url": url if url.startswith("/") else "",
        "state": "held" if pace is Pace.DAILY else "gathered" if storm and person else "waiting",
    }
    mail = put(made, once, envelope, paced=bool(storm))
    if mail is not None and mail.state == "gathered":
        _gather(mail, storm)
    return mail


def _gather(mail: Mail, storm: Sequence[str]) -> None:
    """Order the one mail, unless it is ordered: whoever makes it holds the first row of them all
    until it is made, and is waited for here."""
    first = select(Mail.id).where(
        Mail.account_id == mail.account_id, Mail.state == "gathered", Mail.id != mail.id
    )
    query = first.order_by(Mail.id).limit(1).with_for_update(read=True)
    if session.scalar(query) is None:
        args = {"account": str(mail.account_id), "behind": list(storm)}
        jobs.enqueue(GATHER, args, once=f"{GATHER}:{mail.id}")


def _rendered(
    document: Mapping[str, Any],
    values: Mapping[str, Any],
    holds: Mapping[str, bool] | None,
    person: UUID | None,
) -> Rendered:
    """Its text; one that its person may give up says how."""
    if person is None:
        return render_mail(document, values, holds)
    more = {**values, "desabonnement": link_of(person)}
    return render_mail(with_way_out(document), more, holds)


def put(
    made: Rendered, once: str, envelope: Mapping[str, Any], *, paced: bool = False
) -> Mail | None:
    """Write a mail and, unless it waits for others, the job that sends it; `paced` in its turn."""
    identity = uuid7()
    written = session.execute(
        insert(Mail)
        .values(
            id=identity,
            once=once,
            subject=made.subject,
            text=made.text,
            html=made.html,
            message_id=f"<{identity}@{_host()}>",
            created_at=clock.now(),
            **envelope,
        )
        .on_conflict_do_nothing(index_elements=["once"])
        .returning(Mail.id)
    ).scalar()
    if written is None:
        return None
    if envelope["state"] == "waiting":
        leave(identity, paced=paced)
    return session.get(Mail, identity)


def leave(identity: UUID, *, paced: bool = False) -> None:
    """The job that sends a mail: now, or in its turn among those that leave by themselves."""
    at = next(pacing.moments(1)) if paced else None
    jobs.enqueue(SEND_MAIL, {"mail": str(identity)}, once=f"mail:{identity}", at=at)


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
