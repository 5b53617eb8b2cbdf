"""The worker: RQ brings the wake-up, the job table says what there is to do."""

from __future__ import annotations

import os
import signal
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
    from app import create_app  # noqa: PLC0415 – app imports this module's neighbours

    return create_app()


def drain() -> int:
    """Work until nothing waits: what RQ calls at each ring."""
    total = 0
    with house().app_context():
        while count := run_batch():
            total += count
    return total


def work(url: str) -> None:
    """Serve for ever. Killed with its work horse when the supervisor goes."""
    from rq import Worker  # noqa: PLC0415
    from rq.serializers import JSONSerializer  # noqa: PLC0415

    from app.servers.process import tie_to_parent  # noqa: PLC0415

    class TiedWorker(Worker):
        """A worker whose horse dies with it: no chunk goes on behind a killed worker's back."""

        def main_work_horse(self, *args: Any, **kwargs: Any) -> None:
            tie_to_parent(signal.SIGKILL)
            super().main_work_horse(*args, **kwargs)

    house()  # imports are paid once, before the first fork; nothing is connected yet
    connection = connect(url, timeout=30)
    worker = TiedWorker([QUEUE], connection=connection, serializer=JSONSerializer,
                        name=f"preau-{os.uname().nodename}-{os.getpid()}")
    log.info("worker.started")
    worker.work(with_scheduler=False, logging_level="WARNING")
