"""`preau up`: the whole house in the foreground of one terminal, and nothing left behind.

Signals only set a flag; every wait looks at it. The end comes in order: web, worker and clock
first, then the servers they used, within five seconds in all.
"""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from types import FrameType

from app.children import Child, Patience
from app.house import check_files, environment, servers_for
from app.servers import ServerError
from app.servers.foreground import ForegroundServer
from app.servers.lock import FolderLock
from app.servers.process import last_lines
from app.serving import preau_command, web_command
from app.settings import DEMO_ACCOUNTS, DEMO_UNDER_WAY, Settings

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
READY_WITHIN = 60.0
FOR_OURS, FOR_SERVERS = 3.0, 1.5  # seconds given to end
MIGRATED = "SELECT to_regclass('public.account') IS NOT NULL"
EMPTY = "SELECT NOT EXISTS (SELECT FROM account)"


class ToldToStop(Exception):
    """A signal came while something was being waited for."""


class StartError(Exception):
    """The house could not be opened, or could not be kept open; the message says what to do."""


class Supervisor:
    """Starts what is missing, keeps it alive, ends it in order."""

    def __init__(
        self, settings: Settings, *, demo: bool = True, say: Callable[[str], None] = print
    ) -> None:
        self.settings = settings
        self.demo = demo
        self._say = say
        self._told = threading.Event()
        self._lock = FolderLock(settings.var / "preau.lock")
        self._postgres, self._redis = servers_for(settings)
        self._children: list[Child] = []
        self._patience = Patience()
        self._link = ""  # where the first administrator names himself, in an empty house
        self._accounts = settings.var / DEMO_ACCOUNTS

    @property
    def servers(self) -> list[ForegroundServer]:
        return [server for server in (self._postgres, self._redis) if server is not None]

    def run(self) -> int:
        """Serve until told to stop; the status for the shell."""
        self._listen()
        try:
            self._lock.take()
            self._check_port()
            check_files(self.settings, self.say)
            for server in self.servers:
                server.start()
                self._pause(0)
            self._run_to_end("migrate")
            self._furnish()
            self._open()
            self._watch()
        except ToldToStop:
            return 0
        except (ServerError, StartError) as refusal:
            self.say(f"\nPréau ne peut pas continuer. {refusal}")
            return 1
        finally:
            self._end()
        return 0

    def say(self, text: str) -> None:
        """Speak, unless the terminal has been closed meanwhile."""
        with contextlib.suppress(OSError):
            self._say(text)

    def stop(self) -> None:
        """What a signal does."""
        self._told.set()

    # opening

    def _listen(self) -> None:
        def told(_signal: int, _frame: FrameType | None) -> None:
            self.stop()

        for ending in ENDINGS:
            under_nohup = ending is signal.SIGHUP and signal.getsignal(ending) is signal.SIG_IGN
            if not under_nohup:
                signal.signal(ending, told)

    def _check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.settings.bind, self.settings.port))
            except OSError as trouble:
                raise StartError(
                    f"Le port {self.settings.port} n’est pas libre ({trouble.strerror}). Arrêtez "
                    "ce qui l’occupe ou prenez-en un autre : PORT=8001 make run."
                ) from None

    def _furnish(self) -> None:
        """The demonstration in a database where nobody has an account yet, or what it lacks after
        a load that was cut short."""
        empty = self._is_empty()
        if self.demo and (empty or (self.settings.var / DEMO_UNDER_WAY).exists()):
            self.say("Préparation de la démonstration…")
            self._run_to_end("demo", "load")
        elif empty:
            self._link = self._first_link()

    def _open(self) -> None:
        settings = Settings.from_env(self._environ("preau_web"))
        logs = settings.var / "log"
        for name, command, role, death in (
            ("web", web_command(settings), "preau_web", signal.SIGTERM),
            ("worker", preau_command("worker"), "preau_worker", signal.SIGKILL),
            ("clock", preau_command("clock"), "preau_worker", signal.SIGTERM),
        ):
            child = Child(name, command, self._environ(role), logs / f"{name}.log", death)
            child.start()
            self._children.append(child)
        self._await_ready(self._children[0])
        self._announce(settings)

    def _await_ready(self, web: Child) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not self._is_ready():
            if not web.running or time.monotonic() > deadline:
                raise StartError(
                    f"Les pages ne répondent pas. La fin de {web.log} :\n{last_lines(web.log, 20)}"
                )
            self._pause(0.1)

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection(*self.settings.own_address, timeout=5)
        try:
            connection.request("GET", "/readyz", headers={"Host": self.settings.trusted_hosts[0]})
            return connection.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            connection.close()

    def _announce(self, settings: Settings) -> None:
        self.say(f"\n  Préau est ouvert : {settings.base_url}\n")
        if settings.embedded:
            self.say(f"  Base embarquée, pour essayer et développer : {settings.var}")
        self.say(f"  Journaux : {settings.var / 'log'} · Ctrl-C pour tout arrêter\n")
        if settings.demo and self._accounts.exists():
            self.say(self._accounts.read_text(encoding="utf-8"))
        elif self._link:
            self.say(
                "  Aucun compte encore. Créez celui de l’administrateur à cette adresse, qui ne\n"
                f"  sert qu’une fois et pendant une heure :\n    {self._link}\n"
            )

    def _first_link(self) -> str:
        """Where the first administrator names himself; shown on the terminal, written nowhere."""
        with subprocess.Popen(
            preau_command("account", "first"),
            env=self._environ("preau_worker"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as asking:
            try:
                while asking.poll() is None:
                    self._pause(0.05)
            except ToldToStop:
                asking.kill()
                raise
            told = asking.stdout.read() if asking.stdout else ""
        return told.strip() or "preau account first"

    # keeping

    def _watch(self) -> None:
        while True:
            parts: list[ForegroundServer | Child] = [*self.servers, *self._children]
            for part in parts:
                if not part.running:
                    self._revive(part)
            self._pause(0.2)

    def _revive(self, part: ForegroundServer | Child) -> None:
        if self._patience.is_worn_out(part.name):
            raise StartError(
                f"{part.title} s’arrête sans cesse. La fin de {part.log} :\n"
                f"{last_lines(part.log, 20)}"
            )
        self.say(f"{part.title} s’est arrêté : il repart.")
        part.start()

    def _pause(self, seconds: float) -> None:
        if self._told.wait(seconds):
            raise ToldToStop

    def _run_to_end(self, *words: str) -> None:
        """One command of ours before the doors open; its words are shown when it fails."""
        log = self.settings.var / "log" / f"{words[0]}.log"
        environ = self._environ("preau_worker")
        child = Child(words[0], preau_command(*words), environ, log, signal.SIGKILL)
        child.start()
        self._children.append(child)
        while child.running:
            self._pause(0.05)
        self._children.remove(child)
        if child.process is not None and child.process.returncode != 0:
            raise StartError(
                f"« preau {' '.join(words)} » a échoué. La fin de {log} :\n{last_lines(log, 20)}"
            )

    def _environ(self, role: str) -> dict[str, str]:
        """As ours, with the servers' addresses; --no-demo shuts the demonstration's doors."""
        given = environment(
            self.settings,
            self._postgres,
            self._redis,
            role=role,
            migrates=role != "preau_web",
        )
        given["PREAU_DEMO"] = "1" if self._shows_demo() else "0"
        return {**os.environ, **given}

    def _shows_demo(self) -> bool:
        return self.demo and (self.settings.demo or self._accounts.exists())

    def _is_empty(self) -> bool:
        """Whether nobody has an account."""
        import psycopg

        url = self._environ("preau_worker")["DATABASE_URL"].replace("+psycopg", "", 1)
        house = "-c preau.actor=house"  # else no account shows, and none is none
        with psycopg.connect(url, connect_timeout=5, options=house) as connection:
            return all(
                connection.execute(asked).fetchone() == (True,) for asked in (MIGRATED, EMPTY)
            )

    # ending

    def _end(self) -> None:
        deadline = time.monotonic() + FOR_OURS
        for child in self._children:
            child.request_stop()
        for child in self._children:
            child.stop(deadline - time.monotonic())
        deadline = time.monotonic() + FOR_SERVERS
        for server in self.servers:
            server.request_stop()
        for server in self.servers:
            server.stop(deadline - time.monotonic())
        self._lock.release()
