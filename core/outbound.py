"""The one way out to other machines: to public addresses only, looked at after they are resolved.

The name is resolved once, every address it gives must be public, and the line is opened to the very
address that was looked at: a second answer of the resolver changes nothing (FAULTS N-01, N-02). No
redirection is followed (N-03); an answer is cut at a size, and given up at a time (N-04).
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from time import monotonic
from typing import Final
from urllib.parse import SplitResult, urlsplit

from flask import current_app, has_app_context

from core.errors import PreauError
from core.i18n import _l

SECONDS: Final = 10.0
LARGEST: Final = 64 * 1024
PORTS: Final = {"https": 443, "http": 80}
#: Public in the eyes of `ipaddress`, and doors to inner addresses all the same.
_TRANSLATED: Final = tuple(
    map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))
)
Address = IPv4Address | IPv6Address


class OutboundRefused(PreauError):
    """Not an address of the outer world: it will not become one by trying again."""

    status = 422
    code = "outbound-refused"
    message = _l(
        "Cette adresse n’est pas permise : seules les adresses publiques en https le sont."
    )


class OutboundFailed(Exception):
    """No answer, or none worth having: try again later. Its text holds a class, never a body."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    #: Why less came than there was to read; empty when nothing says so.
    cut: str = ""


def refuse_address(url: str, allowed: Collection[str] = ()) -> SplitResult:
    """An absolute http(s) address without a name in it; http only where the operator allows it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise OutboundRefused from fault
    inner = _place(parts, port) in allowed
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise OutboundRefused
    if parts.scheme != "https" and not inner:
        raise OutboundRefused
    return parts


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allowed: Collection[str] = (),
    seconds: float = SECONDS,
    largest: int = LARGEST,
) -> Answer:
    """Send `body` once. `allowed` are « host:port » that whoever runs the house trusts."""
    return _asked("POST", url, body, headers, allowed, (seconds, largest))


def get(
    url: str,
    headers: Mapping[str, str],
    *,
    allowed: Collection[str] = (),
    seconds: float = SECONDS,
) -> Answer:
    """Read what lies there, whole: what is too large, or was cut on the way, is no answer."""
    answer = _asked("GET", url, None, headers, allowed, (seconds, LARGEST + 1))
    if len(answer.body) > LARGEST:
        raise OutboundFailed("TooLarge")
    if answer.cut and answer.status == 200:
        raise OutboundFailed(answer.cut)
    return answer


def _asked(
    method: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    allowed: Collection[str],
    most: tuple[float, int],
) -> Answer:
    seconds, largest = most
    parts = refuse_address(url, allowed)
    port = parts.port or PORTS[parts.scheme]
    host = str(parts.hostname)
    trusted = _place(parts, parts.port) in allowed
    where = _resolved(host, port, trusted=trusted)
    line: socket.socket | None = None
    watch: Timer | None = None
    until = monotonic() + seconds
    try:
        line = socket.create_connection(where, timeout=seconds)
        watched = [line]
        watch = Timer(max(until - monotonic(), 0.01), _cut, [watched])
        watch.daemon = True
        watch.start()
        if parts.scheme == "https":
            line = ssl.create_default_context().wrap_socket(
                line, server_hostname=host, do_handshake_on_connect=False
            )
            watched[0] = line  # the first one is an empty shell from now on
            line.do_handshake()
        answer = _spoken(line, parts, method, body, headers)
        body = answer.read(largest)
        return Answer(answer.status, body, _why_cut(answer, until, short=len(body) < largest))
    except (OSError, http.client.HTTPException, ValueError) as fault:
        late = monotonic() >= until  # a line that was cut says many things, none of them that
        raise OutboundFailed("TimeoutError" if late else type(fault).__name__) from fault
    finally:
        if watch is not None:
            watch.cancel()
        if line is not None:
            line.close()


def operator_allows() -> Collection[str]:
    """The places of the inner network that whoever runs the house opens to connectors."""
    if not has_app_context() or "SETTINGS" not in current_app.config:
        return ()
    allowed: Collection[str] = current_app.config["SETTINGS"].outbound_allowed
    return allowed


def is_public(address: Address) -> bool:
    """Whether an address lies in the outer world, seen through what wraps it."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in one for one in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _resolved(host: str, port: int, *, trusted: bool) -> tuple[str, int]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise OutboundFailed(type(fault).__name__) from fault
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if not addresses:
        raise OutboundFailed("NoAddress")
    if not trusted and not all(is_public(ip_address(one)) for one in addresses):
        raise OutboundRefused
    return addresses[0], port


def _spoken(
    line: socket.socket,
    parts: SplitResult,
    method: str,
    body: bytes | None,
    headers: Mapping[str, str],
) -> http.client.HTTPResponse:
    talk = http.client.HTTPConnection(str(parts.hostname), parts.port or PORTS[parts.scheme])
    talk.sock = line
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    talk.request(method, path, body, {**headers, "Connection": "close"})
    return talk.getresponse()


def _why_cut(answer: http.client.HTTPResponse, until: float, *, short: bool) -> str:
    """An answer without a length ends where its line does: also where the clock cut it."""
    late = monotonic() >= until
    if not short or not (answer.length or (answer.length is None and not answer.chunked and late)):
        return ""
    return "TimeoutError" if late else "IncompleteRead"


def _cut(watched: list[socket.socket]) -> None:
    with suppress(OSError):
        socket.socket.shutdown(watched[0], socket.SHUT_RDWR)  # TLS is not spoken by two at once


def _place(parts: SplitResult, port: int | None) -> str:
    return f"{parts.hostname}:{port or PORTS.get(parts.scheme, 0)}"
