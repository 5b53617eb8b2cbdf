"""« Voir comme »: to help somebody, one sees the house as they do, and changes nothing (S-16).

The session stays that of the helper, under another key (S-02), and remembers whom they look as and
until when. Who acts in a request is then the other person, by the door « support »: all gates give
what they would give them. What one may look as is judged again at each request, so that it ends
with the right to help, with the time, or when the other is given more than the helper has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import structlog
from flask import Flask, g, has_request_context, request

from accounts import queries, signing
from accounts.errors import NotShown, OnlyLooking
from accounts.models import Account
from core import clock
from core.access import SUPPORT
from core.actor import Actor
from core.database import only_looking
from core.sessions import NO_SESSION
from core.web import current_actor

log = structlog.get_logger("support")
LOOKING: Final = "looking"
SAFE: Final = ("GET", "HEAD", "OPTIONS")
#: What one may still do while looking: stop, leave, choose light or dark for one's own eyes.
ALWAYS: Final = frozenset({"accounts.end_looking", "accounts.sign_out", "theme.choose", "static"})
#: What is nobody else's: passwords, factors, keys, sessions; and the files of people.
CLOSED: Final = ("accounts.", "documents.")


@dataclass(frozen=True, slots=True)
class Looking:
    """Somebody sees the house as somebody else, until a moment."""

    helper: Actor
    other: Actor
    until: datetime


def init_looking(app: Flask) -> None:
    """Stand at the door, and give templates the name of whom one looks as."""
    app.before_request(_refuse_more)
    app.jinja_env.globals["looking"] = present
    only_looking[:] = [lambda: has_request_context() and present() is not None]


def present() -> Looking | None:
    """Who looks as whom in this request."""
    found: Looking | None = g.get(LOOKING)
    return found


def begin(helper: Account, other: UUID, until: datetime) -> None:
    """From the next page on."""
    signing.renew(helper)
    signing.web_session()[LOOKING] = {"account": str(other), "until": until.timestamp()}


def end(helper: Account) -> None:
    """The helper is again who they are."""
    g.pop(LOOKING, None)
    signing.web_session().pop(LOOKING, None)
    signing.renew(helper)


def seen_by(account_id: UUID) -> Actor:
    """Who acts: the person of the session, or whom they look as for the moment."""
    own = queries.actor_of(account_id)
    kept = _kept(account_id)
    if kept is None:
        return own
    other = queries.actor_of(UUID(kept["account"]), via=SUPPORT)
    if kept["until"] < clock.now().timestamp() or not queries.may_look_as(own, other):
        signing.web_session().pop(LOOKING, None)
        return own
    g.looking = Looking(own, other, datetime.fromtimestamp(kept["until"], UTC))
    return other


def _kept(account_id: UUID) -> dict[str, Any] | None:
    if not has_request_context() or signing.web_session().account_id != account_id:
        return None
    found: dict[str, Any] | None = signing.web_session().get(LOOKING)
    return found


def _refuse_more() -> None:
    """Nothing is changed, and nothing of what is only the other's is shown."""
    if request.path.startswith((*NO_SESSION, "/api/")) or LOOKING not in signing.web_session():
        return
    current_actor()
    here, endpoint = present(), request.endpoint or ""
    if here is None or endpoint in ALWAYS:
        return
    log.info(
        "support.page",
        helper=str(here.helper.account_id),
        account=str(here.other.account_id),
        endpoint=endpoint,
        method=request.method,
    )
    if request.method not in SAFE:
        raise OnlyLooking
    if endpoint.startswith(CLOSED):
        raise NotShown
