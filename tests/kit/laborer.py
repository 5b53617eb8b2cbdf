"""A worker in a process of its own, on the database of the served house: it can be killed -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from tests.kit.house import plain_engine
from tests.kit.served import Served

#: What RQ calls at each ring; the lines around it are its own.
DRAIN = "from app.worker import drain; drain()"
#: Of the same database, by somebody who waits for a row that another holds.
WAITING = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'"""


class Laborer:
    """Works until nothing waits, then ends."""

    def __init__(self, house: Served, log: Path) -> None:
        settings = house.app.config["SETTINGS"]
        environ = os.environ | {
            "DATABASE_URL": settings.database_url,
            "PREAU_VAR": str(settings.var),
            "PREAU_DEMO": "1",
            "SECRET_KEY": settings.secret_key,
            "BASE_URL": settings.base_url,
        }
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", DRAIN], env=environ, stdout=out, stderr=out
            )

    def kill(self) -> None:
        """Without a word of warning."""
        assert self.process.poll() is None, "it had ended by itself"
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def ended(self, seconds: float = 60) -> int:
        """Its status, once nothing waits any more."""
        return self.process.wait(seconds)


def somebody_waits(house: Served) -> bool:
    """Whether the database makes somebody wait for a row."""
    url = house.app.config["SETTINGS"].database_url
    with plain_engine(url) as engine, engine.connect() as there:
        return bool(there.scalar(text(WAITING)))


def until(holds: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Look again until it is so; a failure says what was waited for."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"still waiting until {what}"
        time.sleep(0.05)
