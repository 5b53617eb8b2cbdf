"""How it stands with other programs: connectors, what waits for them, what reached them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import func, select

from catalogue.outbound_models import OutboundDelivery, OutboundLine
from core import clock
from core.database import session
from core.errors import NotFound
from core.paging import Page, cursor, values_of
from schemas import queries as schemas
from schemas.models import DefinitionVersion

PAGE = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """A connector as administrators see it."""

    key: str
    title: str
    host: str
    line: OutboundLine | None
    waiting: int
    last: datetime | None

    @property
    def state(self) -> str:
        """stopped, resting (a try failed, another one is to come) or running."""
        if self.line is not None and self.line.disabled_at is not None:
            return "stopped"
        resting = self.line is not None and self.line.next_at is not None
        return "resting" if resting else "running"


def standings(keys: Sequence[str] = ()) -> list[Standing]:
    """The published connectors (those named), by title."""
    found = [v for v in schemas.live_all("connector") if not keys or v.key in keys]
    names = [version.key for version in found]
    lines = {
        line.connector: line
        for line in session.scalars(select(OutboundLine).where(OutboundLine.connector.in_(names)))
    }
    totals = {
        name: (waiting, last)
        for name, waiting, last in session.execute(
            select(
                OutboundDelivery.connector,
                func.count().filter(OutboundDelivery.done_at.is_(None)),
                func.max(OutboundDelivery.done_at),
            )
            .where(OutboundDelivery.connector.in_(names))
            .group_by(OutboundDelivery.connector)
        )
    }
    told = [_standing(version, lines, totals.get(version.key, (0, None))) for version in found]
    return sorted(told, key=lambda one: one.title)


def _standing(
    version: DefinitionVersion,
    lines: dict[str, OutboundLine],
    totals: tuple[int, datetime | None],
) -> Standing:
    host = urlsplit(str(version.body["url"])).hostname or ""
    title = str(version.body["title"])
    return Standing(version.key, title, host, lines.get(version.key), *totals)


def standing(key: str) -> Standing:
    """One of them; what is not published is not there."""
    found = standings([key])
    if not found:
        raise NotFound
    return found[0]


def is_stopped(key: str) -> bool:
    """Whether nothing leaves by this connector until an administrator looks."""
    query = select(OutboundLine.disabled_at).where(OutboundLine.connector == key)
    return session.scalar(query) is not None


def deliveries(key: str, after: str | None = None) -> Page[OutboundDelivery]:
    """What was sent and what waits, the newest first."""
    query = select(OutboundDelivery).where(OutboundDelivery.connector == key)
    known = values_of(after, 1)
    if known is not None:
        last = known[0] if isinstance(known[0], int) else 0
        query = query.where(OutboundDelivery.id < last)
    rows = list(session.scalars(query.order_by(OutboundDelivery.id.desc()).limit(PAGE + 1)))
    following = cursor(rows[PAGE - 1].id) if len(rows) > PAGE else None
    return Page(rows[:PAGE], following)


def former_key_counts(line: OutboundLine | None) -> bool:
    """Whether two keys sign now."""
    return line is not None and line.former_until is not None and line.former_until > clock.now()
