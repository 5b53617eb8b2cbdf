"""What every page needs: the actor, page-or-partial rendering, redirections, notices."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import (
    Response,
    flash,
    g,
    has_request_context,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as flask_session
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from core import clock, wall
from core.actor import HOUSE, NOBODY, Actor
from core.contributions import one_of

#: In a web session: when its person last showed who they are; for how many seconds that holds.
SURE_AT = "sure_at"
SURE_FOR = 600


def is_sure() -> bool:
    """Whether the person of this browser has shown within ten minutes who they are."""
    shown = flask_session.get(SURE_AT)
    return isinstance(shown, float) and 0 <= clock.now().timestamp() - shown < SURE_FOR


def current_actor() -> Actor:
    """Who acts in this request, rights resolved once; the house itself outside of any request."""
    if not has_request_context():
        return HOUSE
    actor: Actor | None = g.get("actor")
    if actor is None:
        actor = _resolve()
        g.actor = actor
        wall.say_again()  # the cookie's account may be closed
    return actor


def _resolve() -> Actor:
    account_id = getattr(current_user, "account_id", None)
    source = one_of("core.grant_source", "accounts")
    if account_id is None or source is None:
        return NOBODY
    found: Actor = source.actor(account_id)
    return found


def known_as(account_id: UUID | None) -> None:
    """From here on this request acts for an account that showed something else than a cookie."""
    if has_request_context():
        g.known_as = account_id
        wall.say_again()


def _visitor() -> str:
    """Who acts, for the second wall; before rights are resolved, whom the cookie names."""
    if not has_request_context():
        return wall.HOUSE
    actor: Actor | None = g.get("actor")
    if actor is None:
        claimed = getattr(flask_session, "account_id", None)
    elif actor.system:
        return wall.HOUSE
    else:
        claimed = actor.account_id or g.get("known_as")
    return str(claimed or wall.NOBODY)


wall.visitor[:] = [_visitor]


def wants_partial() -> bool:
    """Whether htmx asks for a fragment (a history restoration wants the whole page)."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
        and request.headers.get("HX-Boosted") != "true"
    )


def render(template: str, partial: str | None = None, **context: Any) -> str:
    """The page, or its fragment when htmx asks: same view, same rights, same words.

    `partial` is a file name beside the page ("_rows.html").
    """
    if partial and wants_partial():
        folder = template.rsplit("/", 1)[0]
        name = partial if "/" in partial else f"{folder}/{partial}"
        return render_template(name, **context)
    return render_template(template, **context)


def redirect_or_swap(endpoint: str, **values: Any) -> BaseResponse:
    """Go and see the result: 303 for a form, `HX-Location` for htmx."""
    return go(url_for(endpoint, **values))


def go(location: str) -> BaseResponse:
    """Redirect to a local path, also through htmx."""
    target = local_path(location)
    if wants_partial():
        return Response(status=204, headers={"HX-Redirect": target})
    return redirect(target, code=303)


def flash_notice(text: Any, tone: str = "leaf") -> None:
    """A sentence shown once on the next page (tones of the UI guide)."""
    flash(str(text), tone)


def local_path(target: str | None, otherwise: str = "/") -> str:
    """`target` when it is a path of this house, else `otherwise` (FAULTS S-13)."""
    if not target or any(ord(c) < 33 or c == "\\" for c in target):
        return otherwise
    lowered = target.lower()
    if "%5c" in lowered[:8] or "%2f" in lowered[:8] or "%09" in lowered[:8]:
        return otherwise
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//"):
        return otherwise
    return target
