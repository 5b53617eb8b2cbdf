"""What people are told of functions nobody holds, and of what is handed to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogue import actions
from catalogue.events import RequestHanded
from catalogue.models import Request
from catalogue.notice_kinds import RequestNotice
from catalogue.standing import KIND, versions_of
from core.database import session
from core.events import after
from core.i18n import _, _l, ngettext
from messaging import operations as messaging


def _handed(facts: Mapping[str, Any], count: int) -> str:
    if count == 1:
        return _("%(service)s : la demande %(number)s vous est remise.", **facts)
    return ngettext(
        "%(service)s : %(num)s demande de plus vous est remise.",
        "%(service)s : %(num)s demandes de plus vous sont remises.",
        count,
        **facts,
    )


def _vacant(facts: Mapping[str, Any], _count: int) -> str:
    return ngettext(
        "%(service)s : %(num)s demande attend « %(function)s », personne ne le tient.",
        "%(service)s : %(num)s demandes attendent « %(function)s », personne ne le tient.",
        facts["count"],
        service=facts["service"],
        function=facts["function"],
    )


VACANCY_NOTICES = (
    RequestNotice(
        "desk.handed",
        _l("une demande que personne ne traite m’est remise"),
        "user-switch",
        "sun",
        _handed,
    ),
    RequestNotice(
        "desk.vacant",
        _l("des demandes attendent une fonction que personne ne tient"),
        "warning",
        "brick",
        _vacant,
    ),
)


@after(RequestHanded)
def tell_those_it_is_handed_to(event: RequestHanded) -> None:
    """Many of one service are one notice that counts."""
    request = session.get(Request, event.request_id)
    if request is None or request.entry_no != event.entry_no:
        return
    people = actions.recipients(request, event.functions.split(","))
    messaging.notify(
        [person.id for person in people],
        "desk.handed",
        once=f"handed:{request.id}:{event.entry_no}:{event.functions}",
        bundle=f"handed:{request.service_key}",
        bundle_url=f"/bureau?vue=a-traiter&service={request.service_key}",
        subject=(KIND, request.id),
        facts={
            "number": request.reference or request.provisional,
            "service": versions_of(request).service.title,
        },
        url=f"/demandes/{request.reference or request.provisional}",
    )
