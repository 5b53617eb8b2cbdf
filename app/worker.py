"""The worker: RQ brings the wake-up, the job table says what there is to do."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import threading
import time
from functools import cache
from typing import Any

import structlog
from flask import Flask

from app.bell import QUEUE, connect
from core.running import run_batch

log = structlog.get_logger("worker")


@cache
def house() -> Flask:
    """The application of this process."""
    from app import create_app

    return create_app()


#: Seconds after which a run ends; the clock rings for what is left. RQ kills longer ones.
LONGEST = 120.0
_told_to_stop = threading.Event()


def drain() -> int:
    """Work until nothing waits: what RQ calls at each ring."""
    total, end = 0, time.monotonic() + LONGEST
    with house().app_context():
        while not _told_to_stop.is_set() and time.monotonic() < end:
            count = run_batch(stopping=_told_to_stop.is_set)
            total += count
            if not count:
                break
    return total


def work(url: str) -> None:
    """Serve for ever. Killed with its work horse when the supervisor goes."""
    from rq import Worker
    from rq.serializers import JSONSerializer

    from app.servers.process import tie_to_parent

    class TiedWorker(Worker):
        """A worker whose horse dies with it: no chunk goes on behind a killed worker's back.

        Told to stop, it tells the horse, which ends the job in hand and gives the others back.
        """

        def main_work_horse(self, *args: Any, **kwargs: Any) -> None:
            tie_to_parent(signal.SIGKILL)
            super().main_work_horse(*args, **kwargs)

        def setup_work_horse_signals(self) -> None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, lambda *_: _told_to_stop.set())

        def handle_warm_shutdown_request(self) -> None:
            super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]
            if self.horse_pid:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.horse_pid, signal.SIGTERM)

    house()  # imports are paid once, before the first fork; nothing is connected yet
    gc.freeze()  # what the house is made of stays: no collection looks through it again
    connection = connect(url, timeout=30)
    worker = TiedWorker(
        [QUEUE],
        connection=connection,
        serializer=JSONSerializer,
        name=f"preau-{os.uname().nodename}-{os.getpid()}",
    )
    log.info("worker.started")
    worker.work(with_scheduler=False, logging_level="WARNING")
