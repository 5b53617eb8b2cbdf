"""The antivirus of the house: clamd, spoken to over a socket (its INSTREAM command).

`PREAU_CLAMD` says where it listens. Without it files are kept as they are recognised; with it, each
one waits in quarantine until it has been looked at (FAULTS I-16, R-22).
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final
from urllib.parse import urlsplit

from flask import current_app

#: To be let in, and for each word of the conversation: a large archive takes it a while.
_KNOCK: Final = 2.0
_WORD: Final = 60.0
_CHUNK: Final = 64 * 1024
_LONGEST_ANSWER: Final = 4096


class NotScanned(RuntimeError):
    """No verdict: it does not answer, or says that it could not look. Nothing is concluded."""


def configured() -> str | None:
    """Where the antivirus listens; None when the house has none."""
    where: str | None = current_app.config["SETTINGS"].clamd
    return where


def scan(where: str, stream: IO[bytes]) -> str | None:
    """Name of what was recognised in `stream`; None when it is clean."""
    try:
        with _line_to(where) as line:
            _hand_over(line, stream)
            said = _answer(line)
    except OSError as fault:
        raise NotScanned(type(fault).__name__) from fault
    verdict = said.removeprefix("stream: ")
    if verdict == "OK":
        return None
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")[:200]
    raise NotScanned("error" if verdict else "silence")


def answers(where: str) -> bool:
    """Whether it is there."""
    try:
        with _line_to(where, _KNOCK) as line:
            line.sendall(b"zPING\0")
            return _answer(line) == "PONG"
    except OSError:
        return False


@contextmanager
def _line_to(where: str, patience: float = _WORD) -> Iterator[socket.socket]:
    parts = urlsplit(where)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with line:
            line.settimeout(_KNOCK)
            line.connect(parts.path)
            line.settimeout(patience)
            yield line
    else:
        address = parts.hostname or "127.0.0.1", parts.port or 3310
        with socket.create_connection(address, timeout=_KNOCK) as line:
            line.settimeout(patience)
            yield line


def _hand_over(line: socket.socket, stream: IO[bytes]) -> None:
    """The bytes, each stretch behind its length, then a stretch of none."""
    line.sendall(b"zINSTREAM\0")
    try:
        while chunk := stream.read(_CHUNK):
            line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return  # it has stopped listening: what it says tells why


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < _LONGEST_ANSWER:
        more = line.recv(_LONGEST_ANSWER)
        if not more:
            break
        said += more
    return said.split(b"\0")[0].decode("ascii", "replace").strip()
