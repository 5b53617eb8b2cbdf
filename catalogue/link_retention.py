"""What a link filled forms in with is not kept for ever: an administrator may have typed somebody.

A month after a link ended or was taken back, the clock empties it; the row stays, for whoever reads
« le lien … » beside an answer, and an empty one is one that was emptied: none is made so. What
names a person or a record that is erased goes that very moment; names and addresses of people are
taken out word for word (`catalogue.erased`).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Text, cast, or_, select

from catalogue.operations.linking import SUBJECT
from catalogue.prefill_models import PrefillLink
from core import clock
from core.actor import HOUSE
from core.database import session
from core.erasing import SubjectErased
from core.events import during
from core.history import record

#: After the last day on which it counted.
KEPT: Final = timedelta(days=30)
_AT_ONCE: Final = 1000


def empty_ended() -> None:
    """Work of the clock."""
    last = clock.today() - KEPT
    night = datetime.combine(last, time.min, clock.PARIS)
    over = or_(PrefillLink.until < last, PrefillLink.revoked_at < night)
    full = select(PrefillLink).where(over, cast(PrefillLink.values, Text) != "{}")
    for link in session.scalars(full.order_by(PrefillLink.id).limit(_AT_ONCE).with_for_update()):
        _left(link, {}, "link.emptied")


@during(SubjectErased)
def forget(event: SubjectErased) -> None:
    """In the transaction of the erasure."""
    gone = str(event.subject_id)
    naming = select(PrefillLink).where(cast(PrefillLink.values, Text).contains(gone))
    for link in session.scalars(naming.order_by(PrefillLink.id).with_for_update()):
        kept = {name: value for name, value in link.values.items() if gone not in str(value)}
        _left(link, kept, "link.erased-from")


def _left(link: PrefillLink, values: dict[str, Any], act: str) -> None:
    facts = {"service": link.service_key, "names": sorted(link.values.keys() - values.keys())}
    link.values = values
    record(HOUSE, SUBJECT, link.id, act, facts=facts)
