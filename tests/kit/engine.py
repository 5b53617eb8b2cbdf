"""An engine of somebody else on this machine: it answers what a test tells it to, and remembers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Say = Callable[[str, Any], "bytes | Any"]


class Engine:
    """`say(path, body)` gives the answer: a value told as JSON, or bytes as they are."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.url = f"http://{place}"
        self.forget()

    def forget(self) -> None:
        """Answer nothing in particular, and remember nothing."""
        self.heard: list[tuple[str, dict[str, str], Any]] = []
        self.status = 200
        self.say: Say = lambda _path, _body: {}
        #: Held down: nothing is answered until it is set.
        self.awake = threading.Event()
        self.awake.set()

    @property
    def bodies(self) -> list[Any]:
        """What was asked, in order."""
        return [body for _path, _headers, body in self.heard]


@contextmanager
def engine() -> Iterator[Engine]:
    """A real port with an engine behind it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            kind = self.headers.get("Content-Type", "")
            body = json.loads(raw) if kind == "application/json" else raw.decode()
            one.heard.append((self.path, dict(self.headers), body))
            one.awake.wait(5)
            said = one.say(self.path, body)
            answer = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(one.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: Any) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    one = Engine(f"127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield one
    server.shutdown()
    server.server_close()
