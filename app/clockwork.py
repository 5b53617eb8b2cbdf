"""The clock: rings for jobs that wait, runs what is periodic, once even with two clocks (R-21)."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable

import structlog
from flask import Flask
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from app.bell import ring
from app.features import features
from core import clock, idempotency, jobs, sessions
from core.closing import is_closed
from core.database import let_go, session, unit_of_work
from core.models import Counter
from core.running import run_batch

log = structlog.get_logger("clock")
#: Look at the job table this often: what a lost ring or a killed worker left is found again.
SWEEP_EVERY = 2.0
#: Seconds after which what failed is tried again, however rare its turn.
AGAIN = 60.0


def periodic() -> dict[str, tuple[int, Callable[[], object]]]:
    """All that comes back at a rhythm: name → (seconds, act inside one unit of work)."""
    found: dict[str, tuple[int, Callable[[], object]]] = {
        "core.forget-jobs": (3600, jobs.sweep),
        "core.forget-keys": (3600, idempotency.sweep),
        "core.forget-sessions": (600, sessions.sweep),
    }
    for feature in features():
        found.update(feature.periodic)
    return found


def run(app: Flask, url: str | None, stop: threading.Event) -> None:
    """Tick until told to stop; a tick that fails, whatever the reason, is written down and the next
    one comes: a clock that ends again and again takes the house with it (`app.supervisor`)."""
    due = dict.fromkeys(periodic(), 0.0)
    with app.app_context():
        while not stop.is_set():
            try:
                tick(url, due)
            except Exception as error:
                log.warning("clock.failed", exc_info=error)
            finally:
                let_go()
            stop.wait(SWEEP_EVERY)


def tick(url: str | None, due: dict[str, float]) -> None:
    """One turn of the clock; while the house is closed it stands still."""
    closed = is_closed()
    session.rollback()
    if closed:
        return
    if jobs.oldest_waiting() > 0:
        session.rollback()
        if not (url and ring(url)):
            run_batch()  # no bell: the clock does the work itself rather than let it wait
    session.rollback()
    for name, (seconds, act) in periodic().items():
        if time.monotonic() >= due[name]:
            due[name] = time.monotonic() + min(seconds, AGAIN)  # should it fail
            if _went_well(name, seconds, act):
                due[name] = time.monotonic() + seconds


def _went_well(name: str, seconds: int, act: Callable[[], object]) -> bool:
    """Run it in its turn; what fails in one room (a bucket that is away) keeps no other waiting."""
    try:
        once(name, seconds, act)
    except OperationalError:  # the database is away, or busy: so it is for the others
        raise
    except Exception as error:
        log.warning("clock.failed", act=name, exc_info=error)
        return False
    return True


def once(name: str, seconds: int, act: Callable[[], object]) -> bool:
    """Run `act` unless a clock, this one or another, has run it in the present period.

    The period is written in the transaction of the act, so that a failure is tried again. A clock
    that was set back is followed: only the present and the next period count as done.
    """
    with unit_of_work():
        got = session.scalar(
            text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": zlib.crc32(name.encode())}
        )
        period = int(clock.now().timestamp()) // seconds
        mine = got and session.scalar(
            insert(Counter)
            .values(prefix=f"clock:{name}", value=period)
            .on_conflict_do_update(
                index_elements=["prefix"],
                set_={"value": period},
                where=Counter.value.not_in((period, period + 1)),
            )
            .returning(Counter.value)
        )
        if mine:
            act()
    return bool(mine)
