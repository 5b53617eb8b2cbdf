"""Only the outer world is reached, by the address that was looked at (FAULTS N-01 to N-03)."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from core import outbound
from core.outbound import OutboundFailed, OutboundRefused, post, refuse_address

INNER = [
    "127.0.0.1", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "[::1]",
    "[::ffff:127.0.0.1]", "169.254.169.254", "100.64.0.1", "0.0.0.0", "[fd00::1]",
    "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "10.0.0.1", "192.168.1.1", "localhost",
    "[fe80::1]", "224.0.0.1", "255.255.255.255", "[::]",
]  # fmt: skip


def whole(line: socket.socket) -> bytes:
    """A request with its body, however it is cut on the way."""
    got = line.recv(65536)
    while got and b"\r\n\r\n" not in got:
        got += line.recv(65536)
    head, _sign, body = got.partition(b"\r\n\r\n")
    lines = dict(one.lower().split(b": ", 1) for one in head.split(b"\r\n")[1:])
    while len(body) < int(lines.get(b"content-length", b"0")):
        body += line.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def listener(answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") -> Iterator[Any]:
    """A port of this machine that answers the same to all; what it heard."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                with line:
                    heard.append(whole(line))
                    line.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], heard
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("host", INNER)
def test_n01_no_spelling_of_an_inner_address_is_reached(host: str) -> None:
    with listener() as (port, heard):
        with pytest.raises((OutboundRefused, OutboundFailed)):
            post(f"https://{host}:{port}/", b"{}", {})
        assert heard == []


def test_n01_addresses_that_only_look_public_are_none() -> None:
    for text in ("64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:10.0.0.1", "2001:0:4136:e378::1"):
        assert not outbound.is_public(ip_address(text)), text
    for text in ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"):
        assert outbound.is_public(ip_address(text)), text


def test_n02_the_address_that_was_looked_at_is_the_one_that_is_reached(monkeypatch) -> None:
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    asked: list[tuple[str, int]] = []

    def resolver(host: str, port: int, **_more: Any) -> list[Any]:
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(2, 1, 6, "", (one, port)) for one in found]

    def connect(where: tuple[str, int], timeout: float) -> Any:
        asked.append(where)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(OutboundFailed):
        post("https://rebinds.example/", b"{}", {})
    assert asked == [("93.184.216.34", 443)]
    with pytest.raises(OutboundRefused):
        post("https://rebinds.example/", b"{}", {})


def test_n02_one_inner_address_among_public_ones_is_enough_to_refuse(monkeypatch) -> None:
    both = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: both)
    with pytest.raises(OutboundRefused):
        post("https://both.example/", b"{}", {})


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "gopher://x.example/", "ftp://x.example/", "http://x.example/",
        "https://user:pass@x.example/", "//x.example/", "https://", "https://x.example:port/", "x",
    ],
)  # fmt: skip
def test_n03_other_schemes_and_names_in_addresses_are_refused(url: str) -> None:
    with pytest.raises(OutboundRefused):
        refuse_address(url)


def test_n03_a_redirection_is_an_answer_like_another() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with listener(moved) as (port, heard):
        place = f"127.0.0.1:{port}"
        answer = post(f"http://{place}/x?y=1", b"{}", {"X-A": "b"}, allowed={place})
        assert answer.status == 302
        assert len(heard) == 1
        assert heard[0].startswith(b"POST /x?y=1 HTTP/1.1")


def test_n04_an_answer_that_never_ends_is_cut() -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" + b"x" * 10
    with listener(endless) as (port, _heard):
        place = f"127.0.0.1:{port}"
        try:
            answer = post(f"http://{place}/", b"{}", {}, allowed={place}, seconds=0.5)
        except OutboundFailed:
            return
        assert len(answer.body) <= outbound.LARGEST


def _own_certificate(folder: Any) -> ssl.SSLContext:
    """A machine that proves nothing to anybody but says TLS."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lent.example")])
    day = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, day, day.replace(year=2099))
        .sign(key, SHA256())
        .public_bytes(Encoding.PEM)
    )
    kept = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "lent.pem").write_bytes(made + kept)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "lent.pem")
    return context


def test_n04_an_answer_that_drips_through_tls_is_given_up_at_its_time(
    tmp_path, monkeypatch
) -> None:
    served = _own_certificate(tmp_path)
    gullible = ssl.create_default_context()
    gullible.check_hostname, gullible.verify_mode = False, ssl.CERT_NONE
    monkeypatch.setattr(ssl, "create_default_context", lambda: gullible)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            with (
                suppress(OSError),
                served.wrap_socket(server.accept()[0], server_side=True) as line,
            ):
                whole(line)
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 30000\r\n\r\n")
                for _ in range(60):
                    line.sendall(b"x")
                    time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        place = f"127.0.0.1:{server.getsockname()[1]}"
        begun = time.monotonic()
        with suppress(OutboundFailed):
            post(f"https://{place}/", b"{}", {}, allowed={place}, seconds=0.5)
        assert time.monotonic() - begun < 3
