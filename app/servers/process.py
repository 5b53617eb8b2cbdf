"""Children that never outlive the one who started them."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10 * 1024 * 1024  # bytes; above it a log is set aside at the next start

_libc = ctypes.CDLL(None, use_errno=True)  # loaded here: nothing may be loaded after a fork


def die_with_parent(death: signal.Signals) -> Callable[[], None]:
    """What a child runs before its program, so that it receives `death` when its parent dies.

    The signal follows the thread that forked: call `Popen` from the main thread. It is a service of
    Linux; elsewhere a `kill -9` of the supervisor leaves its children to be found by their lock.
    """
    parent = os.getpid()

    def prepare() -> None:
        if not sys.platform.startswith("linux"):
            return
        _libc.prctl(PR_SET_PDEATHSIG, int(death), 0, 0, 0)
        if os.getppid() != parent:  # it died between the fork and the line above
            os._exit(1)

    return prepare


def tie_to_parent(death: signal.Signals) -> None:
    """The same for a process that is already running: one that was forked without a new program."""
    if sys.platform.startswith("linux"):
        _libc.prctl(PR_SET_PDEATHSIG, int(death), 0, 0, 0)


def open_log(path: Path) -> int:
    """A descriptor that appends to `path`; a log that has grown too long is set aside first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".1.log"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def last_lines(path: Path, count: int = 8) -> str:
    """The end of a log, for the message that says why a child did not start."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 8192))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(lines[-count:])


def wait_for(process: "subprocess.Popen[bytes]", seconds: float) -> bool:
    """Whether the child has ended within the time given."""
    try:
        process.wait(timeout=max(0.0, seconds))
    except subprocess.TimeoutExpired:
        return False
    return True


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill the child and all that share its process group; quiet when nothing is left."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def runs_in(pid: int, folder: Path) -> bool:
    """Whether that process is alive and works in that folder, as both engines do in their data.

    A pid alone proves nothing: after a crash, or in a fresh container, it belongs to someone else.
    """
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    except OSError:
        return False


def outlive(pid: int, folder: Path, ending: signal.Signals, seconds: float = 10.0) -> bool:
    """See a predecessor out of the folder whose lock is now ours; False if it would not leave.

    After `kill -9` of its owner a server needs a moment to die; one whose death signal was lost is
    told to end here, for nobody else holds it any more.
    """
    deadline = time.monotonic() + seconds
    grace = time.monotonic() + 1.0
    told = False
    while runs_in(pid, folder):
        if time.monotonic() > deadline:
            return False
        if not told and time.monotonic() > grace:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, ending)
            told = True
        time.sleep(0.02)
    return True


def emptied(folder: Path, seconds: float = 10.0) -> bool:
    """Whether nobody works in that folder any more, within the time given.

    The children of a killed PostgreSQL live a moment longer, in groups of their own, and keep the
    memory that a successor would take.
    """
    deadline = time.monotonic() + seconds
    while any(runs_in(int(one.name), folder) for one in Path("/proc").glob("[0-9]*")):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
