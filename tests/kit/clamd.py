"""A stand-in for clamd: the same words on a real socket; it recognises the EICAR test file."""

from __future__ import annotations

import shutil
import socketserver
import struct
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

#: In two halves, so that no antivirus takes this file for the one it tests with.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        house: Clamd = self.server.house  # type: ignore[attr-defined]
        word = b""
        while not word.endswith(b"\0"):
            word += self.rfile.read(1)
        if word == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert word == b"zINSTREAM\0"
        body = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            body += self.rfile.read(size)
        house.seen.append(body)
        self.wfile.write(house.says or house.verdict(body))


class Clamd:
    """Listens until it is shut; `says` makes it answer something else than the truth."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="clamd-"))  # a socket's path must be short
        self.path = self.folder / "clamd.ctl"
        self.says: bytes | None = None
        self.seen: list[bytes] = []
        self._server: Any = None

    @property
    def where(self) -> str:
        """As `PREAU_CLAMD` says it."""
        return f"unix://{self.path}"

    @staticmethod
    def verdict(body: bytes) -> bytes:
        """As clamd says it."""
        return b"stream: Eicar-Signature FOUND\0" if EICAR in body else b"stream: OK\0"

    def start(self) -> None:
        """Begin to listen."""
        self._server = socketserver.ThreadingUnixStreamServer(str(self.path), _Talk)
        self._server.house = self
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Fall silent."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
            self.path.unlink()

    def close(self) -> None:
        """Leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder)

    def serve(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        """Be the antivirus of this house."""
        settings = replace(app.config["SETTINGS"], clamd=self.where)
        monkeypatch.setitem(app.config, "SETTINGS", settings)
