"""At the door of a house that is closed for a while: 503, when to come back, why."""

from __future__ import annotations

from typing import Final

from flask import Flask, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from accounts.queries.scopes import ROOT
from app.errors import is_api, page, problem
from app.home.permissions import Permission
from core import settings as town
from core.closing import CLOSED, MESSAGE, is_closed
from core.database import session
from core.i18n import _
from core.sessions import NO_SESSION
from core.web import current_actor

#: Seconds after which it is worth coming back.
COME_BACK: Final = "300"
#: What a visitor needs to show that he is an administrator, and to leave.
OPEN: Final = ("static", "theme.", "accounts.sign_out", "metrics")
ENTRANCE: Final = "accounts."


def init_maintenance(app: Flask) -> None:
    """Stand at the door."""
    town.declare(CLOSED)
    town.declare(MESSAGE)
    app.before_request(refuse_while_closed)
    app.jinja_env.globals["closed_to_others"] = closed_to_others


def refuse_while_closed() -> Response | None:
    """Nothing, or the page that says to come back."""
    if request.path.startswith(NO_SESSION) or _is_open_to_all(request.endpoint or ""):
        return None
    if not _is_closed() or _may_enter():
        return None
    text = " ".join(
        filter(
            None,
            (
                _("La plateforme est fermée un moment, pour maintenance. Rien n’est perdu."),
                town.value_of(MESSAGE.key) or _("Revenez dans quelques minutes."),
            ),
        )
    )
    answer = problem(503, "maintenance", text) if is_api() else page(503, text)
    answer.headers["Retry-After"] = COME_BACK
    return answer


def closed_to_others() -> bool:
    """Whether whoever reads this page should be reminded that nobody else can."""
    return current_actor().known and _is_closed()


def _is_closed() -> bool:
    """Not while the database is away: what needs it says so itself (R-10), and how to come back."""
    try:
        return is_closed()
    except SQLAlchemyError:
        session.rollback()
        return False


def _is_open_to_all(endpoint: str) -> bool:
    return endpoint.startswith(OPEN)


def _may_enter() -> bool:
    actor = current_actor()
    if not actor.known:
        return (request.endpoint or "").startswith(ENTRANCE)
    return actor.holds(Permission.SETTINGS_MANAGE, ROOT)
