"""The end of the time requests are kept: foreseen a month before, told, then asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import load_only

from accounts import queries as accounts
from accounts.queries.scopes import ROOT
from catalogue.erasing import KIND, end_of, facts_of
from catalogue.models import Request
from core import clock
from core.actor import Actor
from core.database import session
from core.i18n import _l, ngettext
from core.models import Erasure
from messaging import operations as messaging

#: Between the warning and the erasure.
WARNED: Final = timedelta(days=30)
NOTICE: Final = "erasure.soon"
PERMISSION: Final = "erasures:manage"
URL: Final = "/administration/effacements"
_AT_ONCE: Final = 1000
_LOOKED_AT: Final = (
    Request.reference,
    Request.provisional,
    Request.service_key,
    Request.service_version_id,
    Request.closed_at,
)


class EndsSoon:
    """Requests that will be erased, told to who may suspend it."""

    key, icon, tone = NOTICE, "trash", "sun"
    label = _l("des demandes arrivent à la fin de leur durée de conservation")

    def sentence(self, _facts: Mapping[str, Any], count: int) -> str:
        """How many, and when."""
        return ngettext(
            "%(num)s demande sera effacée dans trente jours : sa durée de conservation finit.",
            "%(num)s demandes seront effacées dans trente jours : leur durée de conservation "
            "finit.",
            count,
        )

    def concerns(self, actor: Actor) -> bool:
        """Who may open the page."""
        return actor.holds(PERMISSION, ROOT)


def foresee() -> None:
    """Write down what ends within a month, take back what does not end any more (the clock)."""
    _take_back()
    horizon, fresh = clock.today() + WARNED, 0
    for service_key in session.scalars(select(Request.service_key).distinct()).all():
        fresh += _foresee(service_key, horizon)
    if fresh:
        messaging.notify(
            [person.id for person in accounts.accounts_with(PERMISSION, ROOT)],
            NOTICE,
            once=f"erasure:{clock.today().isoformat()}",
            bundle="erasure",
            bundle_url=URL,
            url=URL,
            count=fresh,
        )


def _foresee(service_key: str, horizon: date) -> int:
    known = exists().where(Erasure.kind == KIND, Erasure.subject_id == Request.id)
    closed = session.scalars(
        select(Request)
        .options(load_only(*_LOOKED_AT))
        .where(
            Request.service_key == service_key,
            Request.submitted_at.is_not(None),
            Request.closed_at.is_not(None),
            ~known,
        )
        .order_by(Request.closed_at, Request.id)
        .limit(_AT_ONCE)
    ).all()
    rows = []
    for request in closed:
        end = end_of(request)
        if end is None or end > horizon:
            continue
        rows.append(
            {
                "kind": KIND, "subject_id": request.id, "because": "retention",
                # whoever is told has the whole month, however late the telling
                "due_on": max(end, horizon), "facts": facts_of(request), "noted_at": clock.now(),
            }
        )  # fmt: skip
    if rows:
        session.execute(insert(Erasure).on_conflict_do_nothing(), rows)
    return len(rows)


def _take_back() -> None:
    """Reopened since, kept longer since, or gone."""
    planned = session.scalars(
        select(Erasure).where(
            Erasure.kind == KIND, Erasure.because == "retention", Erasure.erased_at.is_(None),
            Erasure.held_at.is_(None),
        )
    )  # fmt: skip
    horizon = clock.today() + WARNED
    for row in planned.all():
        request = session.get(Request, row.subject_id)
        end = end_of(request) if request is not None else None
        if end is None or end > horizon:
            session.execute(
                delete(Erasure).where(Erasure.kind == KIND, Erasure.subject_id == row.subject_id)
            )
