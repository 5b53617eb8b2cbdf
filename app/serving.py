"""How the web processes are started: one command, for `preau web` and for the supervisor."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from app.settings import Settings

if TYPE_CHECKING:  # the supervisor reads this file and has no need of Flask
    from flask import Flask

#: Requests a process works on at once (what its connections to the database allow), and those that
#: may wait for their turn; what comes on top is told to come back (`app.shedding`).
AT_ONCE, WAITING = 8, 12
#: Seconds that an idle line stays open.
KEPT_OPEN = 75
#: The name under which the library of measures looks for the folder of all processes.
COUNTED_IN = "PROMETHEUS_MULTIPROC_DIR"
THREADS = AT_ONCE + WAITING + 4
# Where gunicorn's workers show that they live; on a slow disk they would be taken for dead.
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # nosec B108


def count_together(settings: Settings) -> None:
    """A folder where all processes count what they answer, emptied when the first one ends.

    The library looks for it once, when it is imported.
    """
    if settings.metrics_from or settings.metrics_token:
        shared = SHARED_MEMORY if SHARED_MEMORY.is_dir() else None
        folder = tempfile.mkdtemp(prefix="preau-metrics-", dir=shared)
        os.environ[COUNTED_IN] = folder
        first = os.getpid()

        def forget() -> None:
            if os.getpid() == first:  # the others leave before, and leave their counts
                shutil.rmtree(folder, ignore_errors=True)

        atexit.register(forget)


def application() -> Flask:
    """The application as web processes open it: with what a first act would have to import."""
    count_together(Settings.from_env())
    import rq  # noqa: F401 – half a second, which nobody's first submission should wait for

    from app import create_app
    from app.shedding import Shedding

    app = create_app()
    app.wsgi_app = Shedding(  # type: ignore[method-assign]
        app.wsgi_app, app.config["SETTINGS"].base_url
    )
    return app


def web_command(settings: Settings) -> list[str]:
    """gunicorn without its control socket, which all instances of a user would share.

    The rooms are opened once, before the processes part (nothing is connected yet): one that was
    killed is replaced at once. A line stays open while a person reads, and longer than the 60 s of
    nginx: who sends on a line that was just closed is not answered.
    """
    heartbeat = ["--worker-tmp-dir", str(SHARED_MEMORY)] if SHARED_MEMORY.is_dir() else []
    return [
        *(sys.executable, "-m", "gunicorn"),
        *("--bind", f"{settings.bind}:{settings.port}"),
        *("--worker-class", "gthread", "--threads", str(THREADS)),
        *("--workers", os.environ.get("WEB_CONCURRENCY", "2")),
        *("--graceful-timeout", "2", "--no-control-socket", "--preload"),
        *("--keep-alive", str(KEPT_OPEN)),
        *("--forwarder-headers", ""),  # nobody moves the root of the house by a header
        *heartbeat,
        "app.serving:application()",
    ]


def preau_command(*words: str) -> list[str]:
    """A command of ours, with this very Python."""
    return [sys.executable, "-m", "app.cli", *words]
