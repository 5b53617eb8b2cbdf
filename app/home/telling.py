"""Whoever looks after jobs hears of those that were set aside (FAULTS R-17)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from accounts import queries as accounts
from accounts.queries.scopes import ROOT
from app.home.permissions import Permission
from core import backlog
from core.actor import Actor
from core.database import session
from core.i18n import _l, ngettext
from core.models import Counter, Job
from messaging import operations as messaging

KIND: Final = "jobs.set-aside"
#: Up to which instant (in microseconds) it was told.
TOLD: Final = "jobs:told"
_MICRO: Final = 1_000_000


class SetAside:
    """Jobs that failed too often and wait for somebody to look."""

    key, icon, tone = KIND, "warning", "brick"
    label = _l("des tâches de fond sont mises de côté")

    def sentence(self, facts: Mapping[str, Any], count: int) -> str:
        """How many, and what the latest was to do."""
        return ngettext(
            "%(num)s tâche de fond est mise de côté : « %(what)s ».",
            "%(num)s tâches de fond sont mises de côté, dont « %(what)s ».",
            count,
            what=backlog.label_of(str(facts["kind"])),
        )

    def concerns(self, actor: Actor) -> bool:
        """Who may open their page."""
        return actor.holds(Permission.JOBS_READ, ROOT)


def tell_set_aside() -> None:
    """Tell of what was set aside since the last look; where that was is kept in the same act."""
    told = select(Counter.value).where(Counter.prefix == TOLD).with_for_update()
    since = datetime.fromtimestamp((session.scalar(told) or 0) / _MICRO, UTC)
    aside = select(Job.kind, Job.parked_at).where(Job.done_at.is_(None), Job.parked_at > since)
    latest = session.execute(aside.order_by(Job.parked_at.desc()).limit(1)).first()
    if latest is None:
        return
    count = session.scalar(select(func.count()).select_from(aside.subquery())) or 0
    mark = round(latest.parked_at.timestamp() * _MICRO)
    kept = insert(Counter).values(prefix=TOLD, value=mark)
    session.execute(kept.on_conflict_do_update(index_elements=["prefix"], set_={"value": mark}))
    messaging.notify(
        [person.id for person in accounts.accounts_with(Permission.JOBS_READ, ROOT)],
        KIND,
        once=f"set-aside:{mark}",
        bundle="set-aside",
        facts={"kind": latest.kind},
        url=f"/administration/taches?etat={backlog.PARKED}",
        count=count,
    )
