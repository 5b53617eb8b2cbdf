"""Mails and notices of advice: the link leaves, the answer is told to whoever asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogue.advice_models import Advice
from catalogue.domain.advice import is_awaited
from catalogue.events import AdviceAnswered, AdviceAsked
from catalogue.models import Request
from catalogue.notice_kinds import RequestNotice
from catalogue.operations import advising
from catalogue.standing import KIND
from core import clock
from core.database import session
from core.events import after
from core.i18n import _, _l
from messaging import operations as messaging


def _answered(facts: Mapping[str, Any], _count: int) -> str:
    return _("L’avis demandé sur la demande %(number)s est arrivé.", **facts)


ADVICE_NOTICES = (
    RequestNotice(
        "desk.advice", _l("un avis que j’ai demandé arrive"), "chat-circle-dots", "leaf", _answered
    ),
)


@after(AdviceAsked)
def mail_the_question(event: AdviceAsked) -> None:
    """Once: delivered again, the mail that was written stays the only one."""
    row = session.get(Advice, event.advice_id, with_for_update=True)
    if row is not None and row.token_sha256 is None and is_awaited(row, clock.now()):
        advising.mail(row)


@after(AdviceAnswered)
def tell_who_asked(event: AdviceAnswered) -> None:
    """Under the rights of the moment: who may no longer see the request hears nothing."""
    row = session.get_one(Advice, event.advice_id)
    request = session.get_one(Request, row.request_id)
    number = request.reference or request.provisional
    messaging.notify(
        [row.asked_by],
        "desk.advice",
        once=f"advice:{row.id}",
        subject=(KIND, request.id),
        facts={"number": number},
        url=f"/demandes/{number}/avis",
    )
