"""`/metrics` for a collector: counts and ages, nobody's name. Off until somebody may read them.

Each process of gunicorn counts in files of a folder they share, which the first one makes before
they part; whichever is asked adds them up. What the database knows is asked when it is told.
"""

from __future__ import annotations

import hmac
import os
import time
from ipaddress import ip_address
from typing import Final

from flask import Flask, Response, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy.exc import SQLAlchemyError

from app.gauges import Gauges
from app.serving import COUNTED_IN
from app.settings import Settings
from core.access import public
from core.database import session
from core.errors import NotFound

#: Seconds; the goals of the bench lie between them.
BUCKETS: Final = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OWN: Final = CollectorRegistry(auto_describe=True)
REQUESTS: Final = Counter(
    "preau_http_requests", "Requests answered.", ("method", "route", "status"), registry=OWN
)
DURATIONS: Final = Histogram(
    "preau_http_request_seconds", "Time to answer.", ("route",), buckets=BUCKETS, registry=OWN
)


def init_metrics(app: Flask) -> None:
    """Hang the route, and count if anybody may look."""
    app.add_url_rule("/metrics", "metrics", metrics)
    settings: Settings = app.config["SETTINGS"]
    if settings.metrics_from or settings.metrics_token:
        app.before_request(_begin)
        app.after_request(_end)


@public(because="a collector of measures is known by its address or its token, never by a session")
def metrics() -> Response:
    """All measures as text; to anybody else there is no such page."""
    if not _may_read():
        raise NotFound
    counted = OWN
    if os.environ.get(COUNTED_IN):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    text = generate_latest(counted)
    known = CollectorRegistry()
    known.register(Gauges())
    try:
        text += generate_latest(known)
    except SQLAlchemyError:  # the counts of requests are worth telling while the database is away
        session.rollback()
    return Response(
        text, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
    )


def _may_read() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    _scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.metrics_token and hmac.compare_digest(
        token.encode(), settings.metrics_token.encode()
    ):
        return True
    if not settings.trusted_proxies and "X-Forwarded-For" in request.headers:
        return False  # it came through a relay that nobody told us of: the address is the relay's
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return any(address in network for network in settings.metrics_from)


def _begin() -> None:
    g.begun_at = time.perf_counter()


def _end(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "none"
    method = request.method if request.method in METHODS else "OTHER"
    REQUESTS.labels(method, route, str(response.status_code)).inc()
    begun: float | None = g.pop("begun_at", None)
    if begun is not None:
        DURATIONS.labels(route).observe(time.perf_counter() - begun)
    return response
