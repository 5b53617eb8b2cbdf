"""The mailbox of the house: what was sent, to whom, with what outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from flask import current_app, request, url_for

from core.access import signed_in
from core.errors import NotFound
from core.i18n import _, _l
from core.saying import moment
from core.web import current_actor, render
from messaging import queries
from messaging.models import Mail
from messaging.pages.blueprint import pages

STATES = {
    "waiting": {"label": _l("En attente"), "tone": "sun", "icon": "clock"},
    "sent": {"label": _l("Envoyé"), "tone": "leaf", "icon": "check"},
    "failed": {"label": _l("Non remis"), "tone": "rose", "icon": "warning-circle"},
    "held": {"label": _l("Pour le résumé du jour"), "tone": "sky", "icon": "clock"},
    "gathered": {"label": _l("Attend les autres rappels"), "tone": "sky", "icon": "clock"},
    "told": {"label": _l("Dit dans un résumé"), "tone": "leaf", "icon": "check"},
    "kept": {"label": _l("Gardé, à la demande du destinataire"), "tone": "slate", "icon": "x"},
}
_URL = re.compile(r"https?://[^\s<>\"')]+")


@pages.get("/boite")
@signed_in(because="everyone finds their own mails in demonstration mode, mails:read finds all")
def mailbox() -> str:
    """The list, newest first."""
    _open_to_some()
    page = queries.mails(current_actor(), request.args.get("suite"))
    further = url_for("messaging.mailbox", suite=page.next) if page.next else None
    return render("messaging/mailbox.html", rows=[_row(m) for m in page.items], further=further)


@pages.get("/boite/<uuid:mail_id>")
@signed_in(because="everyone finds their own mails in demonstration mode, mails:read finds all")
def mail(mail_id: UUID) -> str:
    """One mail, as text; its links can be followed."""
    _open_to_some()
    found = queries.mail_for(current_actor(), mail_id)
    hidden = not _demo() and queries.is_secret(found)
    return render(
        "messaging/mail.html",
        mail=found,
        state=STATES[found.state],
        hidden=hidden,
        when=moment(found.created_at),
        paragraphs=_paragraphs(found.text),
    )


def _open_to_some() -> None:
    if not _demo() and not queries.reads_all(current_actor()):
        raise NotFound


def _demo() -> bool:
    return bool(current_app.config["SETTINGS"].demo)


def _row(found: Mail) -> dict[str, object]:
    return {
        "subject": found.subject or _("Sans objet"),
        "url": url_for("messaging.mail", mail_id=found.id),
        "to": f"{found.to_name} <{found.to_address}>",
        "at": moment(found.created_at),
        "state": STATES[found.state],
    }


def _paragraphs(text: str) -> list[list[list[tuple[str, bool]]]]:
    """Paragraphs, their lines, their pieces."""
    return [
        [list(_pieces(line)) for line in paragraph.splitlines()]
        for paragraph in text.strip().split("\n\n")
    ]


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """A line cut at its links: (piece, whether it is one). The template escapes both."""
    end = 0
    for link in _URL.finditer(text):
        yield text[end : link.start()], False
        yield link.group(), True
        end = link.end()
    yield text[end:], False
