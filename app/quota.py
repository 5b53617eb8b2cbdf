"""How many calls a key, or an address without one, may make in a minute.

Counted in Redis, so that all web processes count together; in the memory of the process while Redis
is away. Losing a count loses nothing but a minute's patience.
"""

from __future__ import annotations

import hashlib
import threading
import time
from typing import Any

from flask import Flask, Response, current_app, g, request

from app.bell import DEAF, connect
from core.errors import TooMany
from core.i18n import _l
from core.settings import TownSettingSpec, value_of

WINDOW = 60
_KEPT = "preau.quota"
BY_KEY = TownSettingSpec(
    "api.calls-a-minute",
    600,
    _l("Appels de l’API par minute et par clé"),
    _l("Au-delà, un programme reçoit 429 et l’instant où reprendre."),
)
BY_ADDRESS = TownSettingSpec(
    "api.strangers-a-minute",
    300,
    _l("Appels de l’API par minute et par adresse, sans clé valable"),
    _l("Compte la documentation, les essais de clés et les clés expirées."),
)


class QuotaSpent(TooMany):
    """Wait for the next minute."""

    code = "quota-spent"
    message = _l(
        "Trop d’appels en une minute. Attendez le nombre de secondes que dit « Retry-After »."
    )


class Quota:
    """Counts by name and by minute."""

    def __init__(self, url: str | None) -> None:
        self._redis = connect(url) if url else None
        self._deaf_until = 0.0
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        self._window = 0

    def count(self, name: str) -> tuple[int, int]:
        """One call more: how many this minute, and how many seconds are left of it."""
        now = time.time()
        window = int(now // WINDOW)
        left = max(1, int((window + 1) * WINDOW - now))
        shared = self._shared(f"preau:quota:{window}:{name}")
        return (self._here(name, window) if shared is None else shared), left

    def forget(self) -> None:
        """Begin again (tests: many callers in one process and one minute)."""
        self._counts.clear()

    def _shared(self, key: str) -> int | None:
        if self._redis is None or time.monotonic() < self._deaf_until:
            return None
        from redis.exceptions import RedisError

        try:
            with self._redis.pipeline(transaction=False) as pipe:
                pipe.incr(key)
                pipe.expire(key, 2 * WINDOW)
                return int(pipe.execute()[0])
        except (RedisError, OSError):
            self._deaf_until = time.monotonic() + DEAF
            return None

    def _here(self, name: str, window: int) -> int:
        with self._lock:
            if window != self._window:
                self._counts, self._window = {}, window
            self._counts[name] = self._counts.get(name, 0) + 1
            return self._counts[name]


def init_quota(app: Flask, url: str | None) -> None:
    """Hang the counters."""
    app.extensions[_KEPT] = Quota(url)


def quota_of(app: Flask) -> Quota:
    """The counters of this house."""
    found: Quota = app.extensions[_KEPT]
    return found


def spend(token: str | None) -> None:
    """Count this call; refuse it when its minute is spent. `token`: of a key that lives."""
    if token is None:
        name, most = f"a:{request.remote_addr}", value_of(BY_ADDRESS.key)
    else:
        name = f"k:{hashlib.sha256(token.encode()).hexdigest()[:32]}"
        most = value_of(BY_KEY.key)
    count, left = quota_of(current_app).count(name)
    g.preau_quota = {"limit": most, "remaining": max(0, most - count), "reset": left}
    if count > most:
        raise QuotaSpent


def tell(response: Response) -> None:
    """What is left, on every answer to a program."""
    found: dict[str, Any] | None = g.get("preau_quota")
    if found is None:
        return
    response.headers["RateLimit-Policy"] = f"{found['limit']};w={WINDOW}"
    response.headers["RateLimit-Limit"] = str(found["limit"])
    response.headers["RateLimit-Remaining"] = str(found["remaining"])
    response.headers["RateLimit-Reset"] = str(found["reset"])
    if response.status_code == 429:
        response.headers["Retry-After"] = str(found["reset"])
