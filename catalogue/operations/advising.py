"""Advice: asked by an agent, mailed, answered once by whoever holds the link, revoked, reminded."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from catalogue.advice_models import Advice
from catalogue.domain.advice import (
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    MOST_A_DAY,
    MOST_OPEN,
    is_awaited,
    last_day,
)
from catalogue.errors import AlreadyAnswered
from catalogue.events import AdviceAnswered, AdviceAsked, RequestMessagePosted
from catalogue.models import Request
from catalogue.queries import Seen
from catalogue.queries import advising as queries
from catalogue.standing import KIND
from core import clock
from core.actor import Actor
from core.clock import PARIS
from core.database import session
from core.errors import Conflict, Forbidden, Invalid, TooMany
from core.events import announce
from core.files import store
from core.history import record
from core.i18n import _
from core.ids import uuid7
from core.problems import Problem
from core.sessions import digest
from core.unseen import is_unseen, seen_or_nothing
from messaging import operations as messaging
from messaging.operations.mails import valid_address
from schemas import queries as schemas

OWNER = "advice"
#: The two mails, as administrators may write them.
TEMPLATE, REMINDER = "demande-avis", "rappel-avis"


@dataclass(frozen=True, slots=True)
class Question:
    """What an agent asks, of whom, until when, and what goes with it."""

    email: str
    name: str
    text: str
    until: date | None
    confidential: bool = True
    #: Answers joined, as they are read: [{"label", "text"}]. None unless chosen.
    answers: Sequence[dict[str, str]] = ()
    #: Ids of files of the request joined.
    files: Sequence[str] = ()


def ask(actor: Actor, seen: Seen, question: Question) -> Advice:
    """Write the question down; its mail leaves from the outbox."""
    request = seen.request
    if seen.side != "agency" or actor.account_id is None:
        raise Forbidden
    if request.closed_at is not None:
        raise Conflict(_("Cette demande est terminée : rouvrez-la pour demander un avis."))
    if schemas.live("template", TEMPLATE) is None or schemas.live("template", REMINDER) is None:
        raise Conflict(
            _("Les modèles « demande-avis » et « rappel-avis » manquent. Demandez à un "
              "administrateur de charger le lot de base.")
        )  # fmt: skip
    due_at = _checked(question)
    if queries.awaited_count(request.id) >= MOST_OPEN:
        raise Conflict(_("Dix avis sont déjà attendus sur cette demande."))
    if queries.asked_today(actor.account_id) >= MOST_A_DAY:
        raise TooMany
    row = Advice(
        id=uuid7(),
        request_id=request.id,
        asked_by=actor.account_id,
        asked_name=actor.name,
        asked_for=seen.told_for.get("for", ""),
        email=question.email.strip(),
        name=_line(question.name),
        question=question.text.strip(),
        confidential=question.confidential,
        answers=[dict(one) for one in question.answers],
        due_at=due_at,
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    copies = store().copy(actor, question.files, (KIND, request.id), (OWNER, row.id))
    row.files = list(copies.values())
    _tell(actor, request, "request.advice-asked", row, seen.told_for)
    announce(AdviceAsked(row.id))
    return row


def revoke(actor: Actor, seen: Seen, advice_id: UUID) -> None:
    """From this very moment the link opens nothing."""
    row = queries.advice_of(seen, advice_id)
    if not is_awaited(row, clock.now()):
        raise Conflict(_("Cet avis n’est plus attendu."))
    row.revoked_at = clock.now()
    _tell(actor, seen.request, "request.advice-revoked", row, seen.told_for)


def mail(row: Advice, *, again: bool = False) -> None:
    """Make the token and write its mail in one transaction: only its hash stays here."""
    token = secrets.token_urlsafe(32)
    if again:
        row.reminder_sha256, row.reminded_at = digest(token), clock.now()
    else:
        row.token_sha256 = digest(token)
    messaging.send(
        REMINDER if again else TEMPLATE,
        to=row,
        about=(OWNER, row.id),
        once=f"advice:{row.id}:{again}",
        variables={
            "agent": row.asked_name,
            "fin": (row.due_at - timedelta(seconds=1)).astimezone(PARIS).strftime("%d/%m/%Y"),
        },
        url=f"/avis/{token}",
    )


def look(row: Advice) -> None:
    """It was opened; looking uses nothing up: mail scanners look too."""
    row.opened_at = row.opened_at or clock.now()


def answer(token: str, text: str, files: Sequence[Any] = ()) -> Advice:
    """The one answer, into the thread of the request. The house acts, for somebody it names."""
    row = queries.advice_by_token(token, lock=True)
    if row.answered_at is not None:
        raise AlreadyAnswered
    if is_unseen(text):
        raise Invalid([Problem("/text", "advice-empty")])
    if len(text) > LONGEST_ANSWER:
        raise Invalid([Problem("/text", "message-long", {"most": LONGEST_ANSWER})])
    request = session.get_one(Request, row.request_id, with_for_update=True)
    outsider = Actor(name=_("Avis de %(name)s", name=row.name), email=row.email, via="link")
    message = messaging.post_message(
        outsider,
        KIND,
        request.id,
        "internal" if row.confidential else "applicant",
        "agency",
        text,
        files[:1],
    )
    row.message_id, row.answered_at = message.id, clock.now()
    row.opened_at = row.opened_at or clock.now()
    request.updated_at = clock.now()
    _tell(outsider, request, "request.advice-answered", row, {})
    announce(AdviceAnswered(row.id))
    if not row.confidential:
        announce(RequestMessagePosted(request.id, message.id, message.side, None))
    return row


def remind() -> None:
    """Whoever has not answered hears of it once before the end (work of the clock)."""
    for row in queries.to_remind():
        mail(row, again=True)


def _checked(question: Question) -> datetime:
    """The end of the last day, when all of it holds."""
    problems = []
    try:
        valid_address(question.email.strip())
    except Invalid:
        problems.append(Problem("/email", "mail-address"))
    if not _line(question.name):
        problems.append(Problem("/name", "advice-name"))
    if is_unseen(question.text) or len(question.text) > LONGEST_QUESTION:
        problems.append(Problem("/question", "advice-question", {"most": LONGEST_QUESTION}))
    today = clock.today()
    if question.until is None or not today <= question.until <= last_day(today):
        latest = last_day(today).strftime("%d/%m/%Y")
        problems.append(Problem("/until", "advice-until", {"latest": latest}))
    if problems or question.until is None:
        raise Invalid(problems)
    return datetime.combine(question.until + timedelta(days=1), time(), PARIS)


def _line(text: str) -> str:
    return seen_or_nothing(" ".join(text.replace("\x00", "").split())[:120])


def _tell(actor: Actor, request: Request, act: str, row: Advice, more: dict[str, str]) -> None:
    facts = {"name": row.name, "advice": str(row.id), **more}
    record(actor, KIND, request.id, act, version=request.version, facts=facts)
