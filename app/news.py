"""The bell of every bar, and what is told on the first page after a sign-in (002 #27)."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import structlog
from flask import Flask, g, request, session, url_for
from sqlalchemy.exc import SQLAlchemyError

from core import database
from core.actor import Actor
from core.database import current_work, unit_of_work
from core.web import current_actor, wants_partial
from messaging import operations as messaging
from messaging import queries as notices

log = structlog.get_logger("news")
#: In the web session, which a sign-in empties: the news of this visit were told.
GREETED = "greeted"


def init_news(app: Flask) -> None:
    """Give templates the two names."""
    app.jinja_env.globals.update(bell=bell, visit_news=visit_news)


def bell() -> dict[str, Any] | None:
    """How many notices are new: one bounded query a page, however many bars it has."""
    actor = current_actor()
    if actor.account_id is None:
        return None
    if "bell" not in g:
        g.bell = _rung(actor)
    found: dict[str, Any] | None = g.bell
    return found


def _rung(actor: Actor) -> dict[str, Any] | None:
    try:
        count = notices.unseen_count(actor)
    except SQLAlchemyError as error:  # a page of error must show without a database
        database.session.rollback()
        log.warning("bell.database", exc_info=error)
        return None
    shown = f"{notices.MOST}+" if count > notices.MOST else str(count)
    return {"url": url_for("messaging.notices"), "count": count, "shown": shown}


def visit_news() -> dict[str, Any] | None:
    """What happened since the last visit: on the first whole page of a session, once."""
    actor = current_actor()
    if actor.account_id is None or GREETED in session or wants_partial() or _acting():
        return None
    try:
        found, count = notices.untold(actor)
        if count:
            with nullcontext() if current_work() else unit_of_work():
                messaging.tell(actor)
    except SQLAlchemyError as error:  # told on the next page
        database.session.rollback()
        log.warning("news.database", exc_info=error)
        return None
    session[GREETED] = True
    if not count:
        return None
    return {
        "count": count,
        "shown": f"{notices.MOST}+" if count > notices.MOST else str(count),
        "rows": found,
        "url": url_for("messaging.notices"),
    }


def _acting() -> bool:
    """Whether an act is under way, which may yet be undone; looking at something is none."""
    return current_work() is not None and request.method != "GET"
