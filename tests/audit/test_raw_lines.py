"""Requests written byte by byte to the very server that hosts run (FAULTS N-05, N-06).

What stands behind nginx must be safe by itself: two ways to read one request are refused, and
nothing that follows a refusal on the line is ever answered.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.serving import web_command
from app.settings import Settings
from tests.kit.cluster import Cluster
from tests.kit.stack import FOREIGN, _free_port

ROOT = Path(__file__).resolve().parents[2]
SMUGGLED = "GET /administration/comptes HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def door(cluster: Cluster) -> Iterator[int]:
    """gunicorn as `preau web` starts it, behind one relay that is trusted."""
    with contextlib.ExitStack() as end:
        folder = end.enter_context(tempfile.TemporaryDirectory(prefix="preau-raw-"))
        database = cluster.clone()
        end.callback(cluster.drop, database)
        port = _free_port()
        environ = {
            **{k: v for k, v in os.environ.items() if k not in FOREIGN},
            "DATABASE_URL": cluster.url(database), "REDIS_URL": "redis://127.0.0.1:1/0",
            "PREAU_VAR": folder, "PORT": str(port), "WEB_CONCURRENCY": "1",
            "PYTHONPATH": str(ROOT), "PREAU_DEMO": "0", "SECRET_KEY": "r4w-" * 16,
            "BASE_URL": "http://localhost", "TRUSTED_PROXIES": "1",
            "PREAU_METRICS": "198.51.100.0/24",
        }  # fmt: skip
        process = subprocess.Popen(
            web_command(Settings.from_env(environ)), cwd=ROOT, env=environ,
            stderr=subprocess.DEVNULL, process_group=0,
        )  # fmt: skip
        end.callback(process.wait, 20)
        end.callback(process.terminate)
        for _ in range(300):
            with contextlib.suppress(OSError):
                if said(port, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")[:1] == [200]:
                    break
            threading.Event().wait(0.1)
        yield port


def said(port: int, text: str | bytes) -> list[int]:
    """The status of each answer that comes back before the line is closed or silent."""
    return [int(part[:3]) for part in answers(port, text).split(b"HTTP/1.1 ")[1:]]


def answers(port: int, text: str | bytes) -> bytes:
    sent = text.encode("latin-1") if isinstance(text, str) else text
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(sent)
        line.shutdown(socket.SHUT_WR)
        line.settimeout(10)
        with contextlib.suppress(OSError):
            while piece := line.recv(65536):
                got += piece
    return got


POST = "POST /connexion HTTP/1.1\r\nHost: localhost\r\n"
REFUSED = {
    "length and pieces": POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": POST + "Content-Length: 4\r\nContent-Length: 60\r\n\r\nabcd",
    "a list of lengths": POST + "Content-Length: 4, 60\r\n\r\nabcd",
    "a signed length": POST + "Content-Length: +4\r\n\r\nabcd",
    "an unknown coding": POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a coding before pieces": POST + "Transfer-Encoding: identity, cow\r\n\r\n0\r\n\r\n",
    "pieces twice": POST + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "blank before the colon": POST + "Content-Length : 4\r\n\r\nabcd",
    "a folded line": POST + "X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a bare return": POST + "X-A: b\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a nul": POST + "X-A: b\0c\r\n\r\n",
    "an odd name": POST + "X A: b\r\n\r\n",
    "a giant header": POST + f"X-A: {'b' * 20_000}\r\n\r\n",
    "a thousand headers": POST + "".join(f"X-{n}: b\r\n" for n in range(1000)) + "\r\n",
    "a giant address": f"GET /{'a' * 20_000} HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no version we know": "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
}


@pytest.mark.parametrize("how", REFUSED)
def test_n06_what_can_be_read_in_two_ways_is_refused_and_ends_the_line(door: int, how: str) -> None:
    found = said(door, REFUSED[how] + SMUGGLED)
    assert len(found) <= 1, "what came behind was answered"
    assert all(400 <= status < 500 or status == 501 for status in found), found


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DEBUG"])
def test_n06_methods_that_nobody_needs_are_refused(door: int, method: str) -> None:
    found = answers(door, f"{method} / HTTP/1.1\r\nHost: localhost\r\nX-Secret: coffre\r\n\r\n")
    assert int(found[9:12]) in {400, 403, 405, 501}
    assert b"coffre" not in found


def test_n05_only_the_last_relay_is_believed_and_no_relay_names_the_house(door: int) -> None:
    def asked(*headers: str) -> int:
        lines = "".join(f"{header}\r\n" for header in headers)
        return said(door, f"GET /metrics HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n")[0]

    assert asked("X-Forwarded-For: 198.51.100.7") == 200
    assert asked("X-Forwarded-For: 198.51.100.7, 203.0.113.9") != 200, "written by the visitor"
    assert asked("X_Forwarded_For: 198.51.100.7") != 200, "an underscore is no hyphen"
    assert asked("X-Forwarded-For: 198.51.100.7", "SCRIPT_NAME: /ailleurs") == 200, "no other root"
    root = "GET /connexion HTTP/1.1\r\nHost: localhost\r\nSCRIPT_NAME: /connexion\r\n\r\n"
    assert b'action="/connexion/' not in answers(door, root)
    page = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Host: evil.example\r\n\r\n"
    assert b"evil" not in answers(door, page)
