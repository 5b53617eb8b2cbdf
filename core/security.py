"""Headers on every answer, origin of unsafe requests, trusted hosts (FAULTS S-01, S-06, S-18)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from core.errors import BadInput, Forbidden, UnsupportedMedia
from core.i18n import _l

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
        "font-src 'self'", "connect-src 'self'", "manifest-src 'self'", "form-action 'self'",
        "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'",
    )
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


def guard(app: Flask, base_url: str) -> None:
    """Hang the checks and headers on `app`."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(base_url))

    @app.before_request
    def check_origin() -> None:
        if request.method in SAFE or request.path.startswith("/api/"):
            return
        sent = request.headers.get("Origin")
        if sent is not None and sent not in {origin, request.host_url.rstrip("/")}:
            raise Forbidden(_l("Cet envoi vient d’un autre site. Rechargez la page."))
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise Forbidden(_l("Cet envoi vient d’un autre site. Rechargez la page."))

    @app.before_request
    def check_body() -> None:
        if request.method in SAFE or not request.content_length:
            return
        kind = request.mimetype
        if request.path.startswith("/api/"):
            if kind not in {"application/json", "multipart/form-data"}:
                raise UnsupportedMedia
        elif kind not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
            raise UnsupportedMedia

    @app.before_request
    def check_query() -> None:
        if "\x00" in request.path or "%00" in request.query_string.decode("latin-1"):
            raise BadInput
        if any(len(given) > 1 or name.endswith("[]") for name, given in request.args.lists()):
            raise BadInput  # N-07: said twice, nobody could say which one counts

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
