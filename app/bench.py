"""`preau bench`: how fast it is, one JSON line a figure, each beside a baseline of the same run."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Any

from app.servers import EmbeddedPostgres, EmbeddedRedis
from app.serving import preau_command

Figure = dict[str, Any]
STARTS = 3
FIRST_PAGE = "/connexion"
#: Addresses of servers, which would keep a measured start from bringing its own.
SERVERS = ("DATABASE_URL", "REDIS_URL", "PREAU_MIGRATE_URL", "SECRET_KEY", "BASE_URL")


def figures(names: Iterable[str] = ()) -> Iterator[Figure]:
    """The figures asked for, all when none is named, each as soon as it is known."""
    wanted = list(names) or list(MEASURES)
    for name in wanted:
        yield from MEASURES[name]()


def start() -> list[Figure]:
    """Seconds from `preau up` to the first page, on data that is there; baseline: its servers."""
    with _folder() as var:
        _first_page(var)  # makes the data, and is not measured
        ours, servers = [], []
        for _ in range(STARTS):
            ours.append(_first_page(var))
            servers.append(_servers_alone(var))
    value, baseline = median(ours), median(servers)
    return [
        {
            "name": "start",
            "value": round(value, 2),
            "unit": "s",
            "baseline": round(baseline, 2),
            "ratio": round(value / baseline, 1),
            "n": STARTS,
        }
    ]


def form_validate() -> list[Figure]:
    """A verdict on a whole form; baseline: bare validation of the same answers."""
    from form_factory import bench

    return bench.figures()


def workflow_transition() -> list[Figure]:
    """A move in memory; baseline: a table written by hand."""
    from workflows import bench

    return [bench.measure()]


def workflow_bulk() -> Iterator[Figure]:
    """A run over many requests; baseline: one statement that writes the same rows."""
    from app.bench_house import house
    from catalogue import bench

    with house() as (_app, owner):
        yield from bench.figures(owner)


MEASURES: dict[str, Callable[[], Iterable[Figure]]] = {
    "start": start,
    "form.validate": form_validate,
    "workflow.transition": workflow_transition,
    "workflow.bulk": workflow_bulk,
}


def _first_page(var: Path) -> float:
    """Start all, wait for the page people see first, end all; the seconds until that page."""
    port = _free_port()
    environ = {k: v for k, v in os.environ.items() if k not in SERVERS}
    begun = time.perf_counter()
    house = subprocess.Popen(
        preau_command("up", "--no-demo"),
        env={**environ, "PREAU_VAR": str(var), "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _answers(port):
            if house.poll() is not None or time.perf_counter() - begun > 120:
                message = f"preau up did not open; see {var / 'log'}"
                raise RuntimeError(message)
            time.sleep(0.02)
        return time.perf_counter() - begun
    finally:
        house.send_signal(signal.SIGINT)
        house.wait(30)


def _servers_alone(var: Path) -> float:
    """Seconds until PostgreSQL and Redis answer on the same data."""
    servers = (EmbeddedPostgres(var), EmbeddedRedis(var))
    begun = time.perf_counter()
    try:
        for server in servers:
            server.start()
        return time.perf_counter() - begun
    finally:
        for server in servers:
            server.stop()


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with suppress(OSError, http.client.HTTPException):
        line.request("GET", FIRST_PAGE)
        return line.getresponse().status in {200, 303}
    line.close()
    return False


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="preau-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
