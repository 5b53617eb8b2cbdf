"""Real servers in throw-away folders; whatever a test starts is gone when it ends."""

import shutil
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pytest

from app.servers import sockets


def eventually(condition, within=10.0):
    """Whether `condition()` becomes true in time: what the system does, we can only wait for."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        threading.Event().wait(0.02)
    return True


def family(pid):
    """A process and all that stem from it, so that they can be looked for when it is dead."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def alive(processes):
    """Those that still run; a zombie is dead, only nobody has looked yet."""
    return [
        process
        for process in processes
        if process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    ]


@pytest.fixture
def var():
    """A folder whose path holds a space and an accent, as « Mes documents » would."""
    folder = Path(tempfile.mkdtemp(prefix="préau à l’essai "))
    yield folder / "var"
    for server in ("postgres", "redis"):  # a server killed on purpose leaves its socket
        shutil.rmtree(sockets.socket_folder(folder / "var", server), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
