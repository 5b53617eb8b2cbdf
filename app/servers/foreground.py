"""What PostgreSQL and Redis have in common: a child in the foreground, on a folder of its own."""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path

from app.servers import sockets
from app.servers.errors import ServerError
from app.servers.lock import FolderLock
from app.servers.process import emptied, kill_group, last_lines, open_log, outlive, wait_for
from app.servers.root import Identity

STARTING = 60.0  # seconds; a recovery after a crash may take most of them


class ForegroundServer(ABC):
    """Start, wait until it truly answers, stop; the folder stays locked from start to stop."""

    name: str  # of its folder in var/, of its lock and of its log
    title: str  # as people call it
    ending: signal.Signals  # what makes it end in good order, without waiting for its clients
    death: signal.Signals  # what it receives when we die

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        self.var = Path(var).absolute()
        self.durable = durable
        self.data = self.var / self.name
        self.log = self.var / "log" / f"{self.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.identity = Identity()
        self._opened: Path | None = None
        self._lock = FolderLock(self.var / f"{self.name}.lock")

    @property
    def sockets(self) -> Path:
        return sockets.known_socket_folder(self.var, self.name)

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start, or start again on the same data; returns once the server answers."""
        if self.running:
            return
        self.var.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock.take()
        try:
            self.prepare()
            self._opened = sockets.open_socket_folder(self.var, self.name, self.identity)
            self._launch()
            self._wait_until_ready()
            self.furnish()
        except BaseException:
            self.stop()
            raise

    def request_stop(self) -> None:
        """Ask for the end without waiting for it, so that several can end together."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.ending)

    def stop(self, seconds: float = 10.0) -> None:
        """End the server, by force when it is slow, and let go of the folder."""
        if self.process is not None:
            self.request_stop()
            if not wait_for(self.process, seconds):
                kill_group(self.process)
                emptied(self.data)  # its children have groups of their own, and end a moment later
            self.process = None
        if self._opened is not None:  # a folder we refused is not ours to empty
            sockets.leave(self._opened)
            self._opened = None
        self._lock.release()

    def see_out(self, pid_file: Path) -> None:
        """Wait for a server whose owner was killed a moment ago, then forget what it left.

        Its pid may by now be anyone's, so only a process that works in our folder counts.
        """
        try:
            pid = int(pid_file.read_text(encoding="utf-8").split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            pid = 0
        if (pid and not outlive(pid, self.data, self.ending)) or not emptied(self.data):
            raise ServerError(
                f"Un ancien {self.title} (processus {pid}) tient encore {self.data} et ne répond "
                "pas. Arrêtez ce processus, puis recommencez."
            )
        pid_file.unlink(missing_ok=True)

    @abstractmethod
    def prepare(self) -> None:
        """Make the folder of data when it does not exist, and see a predecessor out."""

    @abstractmethod
    def command(self) -> list[str | Path]:
        """The program and its arguments."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether a client is served now."""

    def furnish(self) -> None:  # noqa: B027 – most servers need nothing
        """What must exist in the server before anyone uses it."""

    def _launch(self) -> None:
        log = open_log(self.log)
        try:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.data,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={"LC_ALL": "C", "TZ": "UTC"},
                process_group=0,  # Ctrl-C is for us alone: we end our children in order
                **self.identity.popen(self.death),
            )
        finally:
            os.close(log)

    def _wait_until_ready(self) -> None:
        """An answer is not enough: it may come from another server on the same socket."""
        deadline = time.monotonic() + STARTING
        while self.running and time.monotonic() < deadline:
            if self.answers() and self.running:
                return
            time.sleep(0.02)
        raise ServerError(
            f"{self.title} n’a pas démarré. La fin de {self.log} :\n{last_lines(self.log)}"
        )
