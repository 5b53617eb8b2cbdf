"""What the database knows, as measures: asked once each time they are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import text

from core import clock
from core.closing import is_closed
from core.database import session
from core.wall import HOUSE, acting_as

#: One index each: those that wait, those that were set aside.
_WAITING: Final = text(
    "SELECT kind, count(*), count(*) FILTER (WHERE lease_until > :now),"
    " extract(epoch FROM :now - min(available_at)) FROM job"
    " WHERE done_at IS NULL AND parked_at IS NULL GROUP BY kind ORDER BY kind"
)
_PARKED: Final = text(
    "SELECT kind, count(*) FROM job WHERE done_at IS NULL AND parked_at IS NOT NULL"
    " GROUP BY kind ORDER BY kind"
)
_SESSIONS: Final = text(
    "SELECT count(*) FROM web_session WHERE account_id IS NOT NULL AND expires_at > :now"
    " AND last_seen_at > :since"
)
_CONNECTIONS: Final = text(
    "SELECT coalesce(state, 'none'), count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND backend_type = 'client backend' GROUP BY 1 ORDER BY 1"
)
_MOST: Final = text("SELECT current_setting('max_connections')::int")
_LATELY: Final = timedelta(minutes=15)


class Gauges(Collector):
    """Jobs, the outbox (mails and deliveries are jobs), sessions, connections, the doors."""

    def collect(self) -> Iterator[Any]:
        with acting_as(HOUSE):
            yield from _jobs()
            yield from _people()
        session.rollback()


def _jobs() -> Iterator[Any]:
    now = clock.now()
    count = GaugeMetricFamily("preau_jobs", "Jobs not done.", labels=("kind", "state"))
    age = GaugeMetricFamily(
        "preau_jobs_oldest_seconds", "How late the oldest waiting job is.", labels=("kind",)
    )
    oldest = 0.0
    for kind, total, running, late in session.execute(_WAITING, {"now": now}):
        count.add_metric((kind, "running"), running)
        count.add_metric((kind, "waiting"), total - running)
        age.add_metric((kind,), max(0.0, float(late or 0)))
        oldest = max(oldest, float(late or 0))
    for kind, total in session.execute(_PARKED):
        count.add_metric((kind, "parked"), total)
    yield count
    yield age
    yield GaugeMetricFamily(
        "preau_outbox_age_seconds", "How late the oldest job of all is.", value=oldest
    )


def _people() -> Iterator[Any]:
    now = clock.now()
    asked = {"now": now, "since": now - _LATELY}
    yield GaugeMetricFamily(
        "preau_sessions",
        "People who did something in the last quarter of an hour.",
        value=session.scalar(_SESSIONS, asked) or 0,
    )
    connections = GaugeMetricFamily(
        "preau_database_connections", "Connections to the database.", labels=("state",)
    )
    for state, total in session.execute(_CONNECTIONS):
        connections.add_metric((state,), total)
    yield connections
    yield GaugeMetricFamily(
        "preau_database_connections_most",
        "Connections the server allows.",
        value=session.scalar(_MOST) or 0,
    )
    yield GaugeMetricFamily("preau_closed", "1 during maintenance.", value=float(is_closed()))
