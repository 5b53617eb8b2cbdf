"""The bell that wakes workers: RQ over Redis. A dead bell refuses nothing (FAULTS H9, R-07)."""

from __future__ import annotations

import contextlib
import time
from typing import Any

from flask import Flask

from core import jobs

QUEUE = "preau"
#: Seconds during which a bell that failed is not rung again: a page never waits on it twice.
DEAF = 5.0

_state: dict[str, float] = {"deaf_until": 0.0}


def hang(app: Flask, url: str | None) -> None:
    """Ring `url` after each commit that wrote a job."""
    if not url:
        return
    app.extensions["preau_bell"] = url

    def wake() -> None:
        ring(url)

    jobs.on_wake(wake)


def ring(url: str) -> bool:
    """Ask a worker to look at the table; False when Redis does not answer."""
    if time.monotonic() < _state["deaf_until"]:
        return False
    from redis.exceptions import RedisError

    try:
        queue = queue_of(url)
        if queue.count < 2:  # one running, one waiting: a third would find nothing to do
            queue.enqueue("app.worker.drain", result_ttl=0, failure_ttl=3600, job_timeout=300)
    except (RedisError, OSError):
        _state["deaf_until"] = time.monotonic() + DEAF
        return False
    return True


def queue_of(url: str) -> Any:
    """The one queue, JSON only: whoever may write to Redis must not run code (H9)."""
    from rq import Queue
    from rq.serializers import JSONSerializer

    return Queue(QUEUE, connection=connect(url), serializer=JSONSerializer)


def connect(url: str, timeout: float = 0.5) -> Any:
    """A client that gives up quickly."""
    from redis import Redis

    return Redis.from_url(url, socket_connect_timeout=timeout, socket_timeout=timeout)


def alive(url: str | None) -> bool:
    """Whether the bell answers."""
    if not url:
        return False
    from redis.exceptions import RedisError

    with contextlib.suppress(RedisError, OSError):
        return bool(connect(url).ping())
    return False
