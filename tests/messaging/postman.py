"""A mail server of a few lines, which answers what the test tells it to."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Office:
    """What was received, and what to answer to the letters to come."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.answers: list[str] = []
        self.recipients: list[str] = []
        self.port = 0
        self.hang_up_after_data = False


@contextmanager
def open_office() -> Iterator[Office]:  # noqa: C901 – one small conversation
    """Serve on a free port of this machine."""
    office = Office()

    class Clerk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 bonjour")
            while line := self.rfile.readline():
                if not self.heard(line):
                    return

        def say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

        def heard(self, line: bytes) -> bool:
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.say("354 allez-y")
                office.letters.append(self.letter())
                if office.hang_up_after_data:
                    return False
                self.say("250 merci")
            elif word == b"RCPT":
                office.recipients.append(line.decode())
                self.say(office.answers.pop(0) if office.answers else "250 ok")
            else:
                self.say("221 adieu" if word == b"QUIT" else "250 ok")
            return word != b"QUIT"

        def letter(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                lines.append(line)
            return b"".join(lines)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clerk) as server:
        server.daemon_threads = True
        office.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield office
        finally:
            server.shutdown()
            thread.join()
