"""The house as it runs in earnest, each process apart, so that any of them can be killed."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from app.children import Child
from app.house import environment
from app.migrate import upgrade
from app.servers import EmbeddedPostgres, EmbeddedRedis
from app.serving import preau_command, web_command
from app.settings import Settings
from core.database import db, session

#: Settings of the machine that would lead a trial to servers which are not its own.
FOREIGN = ("DATABASE_URL", "REDIS_URL", "PREAU_MIGRATE_URL", "SMTP_URL", "SECRET_KEY", "BASE_URL")


class Stack:
    """PostgreSQL and Redis as `make run` starts them, two web processes, a worker, a clock.

    Processes are started by the thread that made the stack: they die with it.
    """

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = _free_port()
        self.postgres = EmbeddedPostgres(var, durable=True)
        self.redis = EmbeddedRedis(var)
        self.parts: dict[str, Child] = {}
        self.app: Flask = None  # type: ignore[assignment] – built by `open`

    def open(self) -> None:
        """Servers, tables, and the application of the test itself, on the same tables."""
        self.postgres.start()
        self.redis.start()
        upgrade(self.postgres.url("preau_migrate"))
        self.app = create_app(Settings.from_env(self.environ("preau_worker")))

    def environ(self, role: str) -> dict[str, str]:
        """What a process of ours is told."""
        base = {k: v for k, v in os.environ.items() if k not in FOREIGN}
        base |= {
            "PREAU_VAR": str(self.var),
            "PORT": str(self.port),
            "PREAU_DEMO": "1",
            "WEB_CONCURRENCY": "2",
        }
        settings = Settings.from_env(base)
        return base | environment(settings, self.postgres, self.redis, role=role, migrates=False)

    def start(self, *names: str) -> None:
        """Start parts: web, worker, clock. Another worker is called "worker2"."""
        self.start_again(*names)
        if "web" in names:
            self.wait_until(
                lambda: len(self.web_children()) == 2 and self.status("/healthz") == 200,
                60,
                "the pages answer",
            )

    def start_again(self, *names: str) -> None:
        """The same, without waiting until pages answer."""
        for name in names:
            role = "preau_web" if name == "web" else "preau_worker"
            environ = self.environ(role)
            command = (
                web_command(Settings.from_env(environ))
                if name == "web"
                else preau_command(name.rstrip("0123456789"))
            )
            log = self.var / "log" / f"{name}.log"
            self.parts[name] = Child(name, command, environ, log, signal.SIGKILL)
            self.parts[name].start()

    def kill(self, name: str, number: int = signal.SIGKILL, *, group: bool = True) -> None:
        """Send a signal to a part, with all it started or alone, and wait until it is gone."""
        process = self.parts[name].process
        assert process is not None
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(process.pid, number)
        process.wait(30)

    def web_children(self) -> list[int]:
        """The processes of gunicorn that answer."""
        process = self.parts["web"].process
        assert process is not None
        return self.children(process.pid)

    @staticmethod
    def children(pid: int) -> list[int]:
        """The processes that a process has started."""
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def crash(self, server: Any, number: int = signal.SIGKILL) -> None:
        """End a server without ceremony; `server.start()` brings it back."""
        assert server.process is not None
        os.killpg(server.process.pid, number)
        server.process.wait(30)
        server.stop()

    def status(self, path: str, **headers: str) -> int:
        """What a page answers to somebody passing by; 0 when nobody answers."""
        return self.get(path, **headers)[0]

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Status and body."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            line.close()

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """The tables, read or written by the test itself."""
        with self.app.app_context():
            yield
            session.commit()
            session.remove()  # type: ignore[attr-defined]

    def call(self, method: str, path: str, key: str, body: Any = None) -> tuple[int, Any]:
        """An operation of the API; status 0 when nobody answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        try:
            line.request(method, f"/api/v1{path}", json.dumps(body) if body else None, headers)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError):
            return 0, None
        finally:
            line.close()

    def wait_until(
        self, holds: Callable[[], bool], seconds: float, what: str, *, every: float = 0.1
    ) -> float:
        """How many seconds it took; a failure that says what was waited for."""
        begun = time.monotonic()
        while not holds():
            if time.monotonic() - begun > seconds:
                message = f"after {seconds} s, still waiting until {what}"
                raise AssertionError(message)
            time.sleep(every)
        return time.monotonic() - begun

    def stop_parts(self) -> None:
        """End our processes; the servers stay."""
        for part in self.parts.values():
            part.request_stop()
        for part in self.parts.values():
            part.stop(5)
        self.parts.clear()

    def close(self) -> None:
        """End everything that was started here."""
        self.stop_parts()
        if self.app is not None:
            with self.app.app_context():
                session.remove()  # type: ignore[attr-defined]
                db.engine.dispose()
        self.redis.stop()
        self.postgres.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
