"""The worker: RQ brings the wake-up, the job table says what there is to do."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import threading
import time
from functools import cache
from itertools import count
from typing import Any

import redis
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
#: Seconds until the bell is tried again once it has gone.
AGAIN_AFTER = 1.0
_told_to_stop = threading.Event()


def drain() -> int:
    """Work until nothing waits: what RQ calls at each ring."""
    total, end = 0, time.monotonic() + LONGEST
    with house().app_context():
        while not _told_to_stop.is_set() and time.monotonic() < end:
            done = run_batch(stopping=_told_to_stop.is_set)
            total += done
            if not done:
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
    for turn in count():
        name = f"preau-{os.uname().nodename}-{os.getpid()}-{turn}"
        worker = None
        try:
            worker = TiedWorker(
                [QUEUE], name=name, connection=connection, serializer=JSONSerializer
            )
            log.info("worker.started")
            worker.work(with_scheduler=False, logging_level="WARNING")
        except (redis.ConnectionError, redis.TimeoutError) as away:
            log.warning("worker.bell-away", error=str(away))
            if _stopped_while_waiting(worker):
                return
        else:
            return


def _stopped_while_waiting(worker: Any) -> bool:
    """The bell is away (R-07): what is in hand is ended, then it is tried again in a moment.

    The clock does the work meanwhile. True when somebody has told this process to stop.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if worker is not None and worker.horse_pid:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(worker.horse_pid, signal.SIGTERM)
            os.waitpid(worker.horse_pid, 0)
    return stop.wait(AGAIN_AFTER)
