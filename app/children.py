"""The processes of ours that `preau up` keeps alive: web, worker, clock."""

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.servers.process import die_with_parent, kill_group, open_log, wait_for

TOO_OFTEN = 5  # restarts …
WITHIN = 60.0  # … in so many seconds


class Child:
    """A process in a session of its own, which receives `death` when the supervisor dies."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environ: Mapping[str, str],
        log: Path,
        death: signal.Signals,
    ) -> None:
        self.name = self.title = name
        self.command = list(command)
        self.environ = dict(environ)
        self.log = log
        self.death = death
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        log = open_log(self.log)
        try:
            self.process = subprocess.Popen(
                self.command,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(self.death),  # noqa: PLW1509 – started by one thread
            )
        finally:
            os.close(log)

    def request_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self, seconds: float) -> None:
        """Wait that long, then end the child and all that it started."""
        if self.process is not None:
            wait_for(self.process, seconds)
            kill_group(self.process)
            self.process = None


class Patience:
    """Counts the restarts of each child; a child that keeps dying is not a passing matter."""

    def __init__(self) -> None:
        self._restarts: dict[str, deque[float]] = {}

    def is_worn_out(self, name: str) -> bool:
        """Note one more restart of `name`; True when there were too many of late."""
        now = time.monotonic()
        restarts = self._restarts.setdefault(name, deque())
        while restarts and restarts[0] < now - WITHIN:
            restarts.popleft()
        restarts.append(now)
        return len(restarts) > TOO_OFTEN
