"""Sends mails: one unit of work each, opened by the runner."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog
from flask import current_app

from core import clock
from core.database import session
from core.events import announce
from core.jobs import PutOff, Taken
from messaging.delivery import Bounced, Later, Post
from messaging.events import MailUndeliverable
from messaging.models import Mail
from messaging.pace import link_of
from messaging.queries import is_secret

log = structlog.get_logger("mails")
#: Waits between tries, in seconds; the last one goes on until the mail is given up.
WAITS = (30, 120, 600, 1800, 3600)
GIVEN_UP_AFTER = timedelta(hours=48)


def post_of_house() -> Post:
    """How this house sends its mails."""
    settings = current_app.config["SETTINGS"]
    return Post(settings.mail_from, settings.smtp_url, settings.var / "outbox", link_of)


def send_mail(job: Taken) -> None:
    """Send the mail this job names, unless it went already."""
    mail = session.get(Mail, UUID(job.args["mail"]), with_for_update=True)
    if mail is None or mail.state != "waiting":
        return
    post = post_of_house()
    try:
        post.send(mail)
    except Bounced as refusal:
        _give_up(mail, str(refusal))
    except Later as reason:
        if clock.now() - mail.created_at > GIVEN_UP_AFTER:
            _give_up(mail, str(reason))
            return
        raise PutOff(WAITS[min(job.tries, len(WAITS)) - 1], str(reason)) from reason
    else:
        mail.state, mail.sent_at, mail.error = "sent", clock.now(), None
        if post.smtp_url is not None and is_secret(mail):
            mail.text = mail.html = ""  # a link that opens an account has no business staying here


def _give_up(mail: Mail, reason: str) -> None:
    mail.state, mail.error = "failed", reason[:200]
    log.warning("mail.given-up", mail=str(mail.id), reason=reason)
    announce(MailUndeliverable(mail.id, mail.template_key))
