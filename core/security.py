"""Headers on every answer, origin of unsafe requests, trusted hosts (FAULTS S-01, S-06, S-18)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from core.errors import BadInput, Forbidden, UnsupportedMedia
from core.i18n import _l

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: Nothing but our own files; no script or style in the page (ASVS 3.4, UI guide 2.2).
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
#: For what people uploaded: shown by nobody's browser as a page of ours.
DOWNLOAD_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=()",
    "X-Frame-Options": "DENY",
}


FOREIGN = _l("Cet envoi vient d’un autre site. Rechargez la page.")
PAGES_TAKE = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
API_TAKES = frozenset({"application/json", "multipart/form-data"})


def guard(app: Flask, base_url: str) -> None:
    """Hang the checks and headers on `app`."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(base_url))
    app.before_request(lambda: check_origin(origin))
    app.before_request(check_body)
    app.before_request(check_query)
    app.after_request(add_headers)


def is_api() -> bool:
    """Programs carry a token and no cookie: nothing of theirs can be forged by another site."""
    return request.path.startswith("/api/")


def check_origin(origin: str) -> None:
    """An unsafe request of a browser comes from our own pages (S-01)."""
    if request.method in SAFE or is_api():
        return
    sent = request.headers.get("Origin")
    if sent is not None and sent not in {origin, request.host_url.rstrip("/")}:
        raise Forbidden(FOREIGN)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise Forbidden(FOREIGN)


def check_body() -> None:
    """A body is of a type this door reads."""
    if request.method in SAFE or not request.content_length:
        return
    if request.mimetype not in (API_TAKES if is_api() else PAGES_TAKE):
        raise UnsupportedMedia


def check_query() -> None:
    """Nothing unreadable in the address, and nothing said twice (N-07)."""
    if "\x00" in request.path or "%00" in request.query_string.decode("latin-1"):
        raise BadInput
    if any(len(given) > 1 or name.endswith("[]") for name, given in request.args.lists()):
        raise BadInput


def add_headers(response: Response) -> Response:
    """The full set on every answer, whatever it says (S-18)."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
