"""The door of the API: bearer tokens only, JSON through the one strict door."""

from __future__ import annotations

from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFProtect

from core.actor import Actor
from core.api import MOST_BYTES
from core.contributions import one_of
from core.errors import NotSignedIn, TooLarge


def init_api(app: Flask, csrf: CSRFProtect) -> None:
    """Programs carry a token, never a cookie: there is nothing to forge (S-01, A-16)."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False

    @app.before_request
    def who_calls() -> None:
        if request.path.startswith("/api/"):
            g.actor = Actor(via="api")  # whatever the cookie says
            g.actor = bearer()
            if (
                request.mimetype == "application/json"
                and (request.content_length or 0) > MOST_BYTES
            ):
                raise TooLarge  # also where no body is read
        elif request.method not in {"GET", "HEAD", "OPTIONS"} and not proven():
            csrf.protect()


def proven() -> bool:
    """Whether the address itself says who posts (`core.access.proven_by_address`)."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "proven_by_address", False))


def bearer() -> Actor:
    """The actor of the bearer token; nobody without one, a refusal for a dead one."""
    header = request.headers.get("Authorization", "")
    if not header:
        return Actor(via="api")
    scheme, _, token = header.partition(" ")
    source = one_of("core.grant_source", "accounts")
    if scheme.lower() != "bearer" or not token or source is None:
        raise NotSignedIn
    actor: Actor | None = source.actor_of_token(token.strip())
    if actor is None:
        raise NotSignedIn
    return actor
