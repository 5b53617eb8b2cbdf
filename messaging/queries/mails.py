"""Questions about mails."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_

from accounts.queries.scopes import ROOT
from core.actor import Actor
from core.database import session
from core.errors import BadInput
from core.paging import Page, cursor, values_of
from messaging.errors import UnknownMail
from messaging.models import Mail
from messaging.permissions import Permission

PAGE = 50
#: Key of the summary of the day, which no template writes.
SUMMARY = "resume-du-jour"
#: Key of what timers sent one person at once, in one mail.
GATHERED = "rappels-groupes"


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
        return mail.template_key not in {SUMMARY, GATHERED}
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
