"""What timers send one person in the same breath, in one mail: two hundred requests that are due
together are two hundred lines, not two hundred mails.

A mail that is alone leaves as it was written. Whoever wants the summary of the day has these in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import select

from accounts import queries as accounts
from core import clock, jobs
from core.database import session
from core.i18n import _, ngettext
from core.saying import day
from messaging.models import Mail
from messaging.operations.mails import GATHER, leave, put
from messaging.pace import Pace, pace_of
from messaging.queries.mails import GATHERED
from messaging.summing import Summary, envelope_of, still_open, written

JOB: Final = GATHER
#: Seconds until it is looked again whether the storm is over, and how long one waits for that.
AGAIN: Final = 15.0
LONGEST: Final = timedelta(minutes=15)
#: Lines of one mail: the rest is counted.
MOST: Final = 200


def run(job: jobs.Taken) -> None:
    """Runner: once the storm is over, all that it wrote to one person leaves as one mail."""
    account_id = UUID(job.args["account"])
    first = session.scalar(
        select(Mail.created_at)
        .where(Mail.account_id == account_id, Mail.state == "gathered")
        .order_by(Mail.id)
        .limit(1)
    )
    if first is None:
        return
    if clock.now() - first < LONGEST and jobs.waiting(job.args["behind"]):
        raise jobs.PutOff(AGAIN, "storm")
    _held(account_id)  # whoever was writing another one has ended: it is read below
    rows = _held(account_id)
    account = accounts.account(account_id)
    pace = pace_of(account_id)
    if pace is Pace.DAILY:
        _all(rows, "held")
        return
    wanted = account.disabled_at is None and pace is not Pace.NEVER
    told = list(still_open(account_id, rows)) if wanted else []
    _all([row for row in rows if row not in told], "kept")
    if len(told) == 1:
        _all(told, "waiting")
        leave(told[0].id, paced=True)
    elif told:
        _all(told, "told")
        with force_locale(account.locale):
            _send(account, told)


def _held(account_id: UUID) -> list[Mail]:
    query = select(Mail).where(Mail.account_id == account_id, Mail.state == "gathered")
    return list(session.scalars(query.order_by(Mail.id).with_for_update()))


def _all(rows: Sequence[Mail], state: str) -> None:
    for row in rows:
        row.state = state


def _send(account: Any, told: Sequence[Mail]) -> None:
    count, today = len(told), day(clock.now())
    said = Summary(
        title=_("Rappels"),
        subject=ngettext("%(num)s rappel, %(day)s", "%(num)s rappels, %(day)s", count, day=today),
        intro=_("Plusieurs échéances sont venues en même temps. Voici ce qu’elles vous disent :"),
        most=MOST,
    )
    once = f"{GATHERED}:{account.id}:{told[0].id}"
    put(written(account, told, said), once, envelope_of(account, GATHERED), paced=True)
