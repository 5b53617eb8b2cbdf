"""One name for each request: in every line of its log, in its answer, and where its jobs begin."""

from __future__ import annotations

import re
import secrets
from typing import Final

import structlog
from flask import Flask, Response, current_app, g, request

HEADER: Final = "X-Request-Id"
#: What a relay of ours may call a request; anything else is called anew.
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)


def init_tracing(app: Flask) -> None:
    """First of all hooks: what refuses a request writes its name, too."""
    app.before_request(begin)
    app.after_request(end)


def begin() -> None:
    """Name the request; a thread keeps nothing of the one before."""
    structlog.contextvars.clear_contextvars()
    given = request.headers.get(HEADER, "")
    relayed = current_app.config["SETTINGS"].trusted_proxies and _PLAIN.fullmatch(given)
    g.request_name = given if relayed else secrets.token_hex(8)
    structlog.contextvars.bind_contextvars(request=g.request_name)


def end(response: Response) -> Response:
    """Whoever reports an accident can say which one."""
    name = g.get("request_name")
    if name:
        response.headers[HEADER] = name
    return response
