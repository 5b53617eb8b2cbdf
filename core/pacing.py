"""How fast messages that leave by themselves do: after a downtime thousands are due (FAULTS R-18).

One row keeps the instant at which the next one may leave; a burst of a minute's worth is free.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.dialects.postgresql import insert

from core import clock
from core import settings as town
from core.database import session
from core.i18n import _l
from core.models import Counter
from core.settings import TownSettingSpec

PREFIX: Final = "workflows:messages"
PER_MINUTE: Final = TownSettingSpec(
    "workflows.messages_per_minute",
    300,
    _l("Messages d’échéances par minute"),
    _l("Relances et alertes qui partent d’elles-mêmes : au-delà, elles attendent leur tour."),
)


def moments(count: int) -> Iterator[datetime | None]:
    """When each of `count` messages may leave; None at once. Holds the row until the commit."""
    if not count:
        return
    each = 60_000 / _per_minute()
    now = int(clock.now().timestamp() * 1000)
    kept = insert(Counter).values(prefix=PREFIX, value=now - 60_000)
    started = session.scalar(
        kept.on_conflict_do_update(index_elements=["prefix"], set_={"prefix": PREFIX}).returning(
            Counter.value
        )
    )
    # A clock that was set back must not hold messages up for as long as it had run ahead.
    first = max(min(started or now, now + int(count * each) + 3_600_000), now - 60_000)
    session.execute(
        kept.on_conflict_do_update(
            index_elements=["prefix"], set_={"value": first + int(count * each)}
        )
    )
    for number in range(count):
        leaves = first + number * each
        yield None if leaves <= now else datetime.fromtimestamp(leaves / 1000, UTC)


def _per_minute() -> int:
    return max(1, int(town.value_of(PER_MINUTE.key)))
