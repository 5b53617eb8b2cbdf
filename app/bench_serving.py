"""Waiting for a house that is being started."""

from __future__ import annotations

import http.client
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

#: Addresses of servers, which would keep a measured house from bringing its own.
SERVERS = ("DATABASE_URL", "REDIS_URL", "PREAU_MIGRATE_URL", "SECRET_KEY", "BASE_URL")
PATIENCE = 120


def await_page(house: subprocess.Popen[bytes], port: int, path: str, var: Path) -> None:
    """Until the page answers."""
    begun = time.perf_counter()
    while not _answers(port, path):
        if house.poll() is not None or time.perf_counter() - begun > PATIENCE:
            message = f"the house did not open; see {var / 'log'}"
            raise RuntimeError(message)
        time.sleep(0.02)


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int, path: str) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with suppress(OSError, http.client.HTTPException):
        line.request("GET", path)
        return line.getresponse().status in {200, 303}
    line.close()
    return False
