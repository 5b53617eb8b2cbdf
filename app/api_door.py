"""The door of the API: bearer tokens only, JSON through the one strict door, so many calls."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request
from flask_wtf.csrf import CSRFProtect

from app import quota
from core import conditional
from core.actor import Actor
from core.api import MOST_BYTES, operation_of
from core.contributions import one_of
from core.errors import NotAcceptable, NotSignedIn, TooLarge

JSON = ("application/json", "application/problem+json")


def init_api(app: Flask, csrf: CSRFProtect) -> None:
    """Programs carry a token, never a cookie: there is nothing to forge (S-01, A-16)."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    quota.init_quota(app, app.config["SETTINGS"].redis_url)

    @app.before_request
    def who_calls() -> None:
        if request.path.startswith("/api/"):
            g.actor = Actor(via="api")  # whatever the cookie says
            g.actor = bearer()
            if request.path != "/api/docs":
                take_what_is_given()
                hear_conditions()
            if (
                request.mimetype == "application/json"
                and (request.content_length or 0) > MOST_BYTES
            ):
                raise TooLarge  # also where no body is read
        elif request.method not in {"GET", "HEAD", "OPTIONS"} and not proven():
            csrf.protect()

    @app.after_request
    def tell(response: Response) -> Response:
        if request.path.startswith("/api/"):
            quota.tell(response)
            if response.status_code == 401:
                response.headers["WWW-Authenticate"] = 'Bearer realm="Preau"'
            if response.status_code in {200, 201} and response.mimetype == "application/json":
                conditional.tag(response)
        return response


def proven() -> bool:
    """Whether the address itself says who posts (`core.access.proven_by_address`)."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "proven_by_address", False))


def take_what_is_given() -> None:
    """Answers are JSON, but for the bytes of files: who takes neither is told before anything."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or not request.headers.get("Accept") or operation_of(view).extra.get("binary"):
        return
    if not any(request.accept_mimetypes.quality(kind) > 0 for kind in JSON):
        raise NotAcceptable


def hear_conditions() -> None:
    """`If-Match` is looked at or refused, never passed over (RFC 9110, 13.1.1)."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and not operation_of(view).versioned:
        conditional.refuse_unheard()


def bearer() -> Actor:
    """The actor of the bearer token; nobody without one, a refusal for a dead one."""
    header = request.headers.get("Authorization", "")
    scheme, _, token = header.partition(" ")
    source = one_of("core.grant_source", "accounts")
    actor: Actor | None = None
    if scheme.lower() == "bearer" and token.strip() and source is not None:
        actor = source.actor_of_token(token.strip())
    quota.spend(token.strip() if actor is not None else None)
    if header and actor is None:
        raise NotSignedIn
    return actor or Actor(via="api")
