"""What pages of editors share: one act on a draft, then a redirection; refusals in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue

from core.database import session, unit_of_work
from core.errors import Conflict, Invalid, PreauError, TooLarge
from core.web import current_actor, render
from core.words import message
from schemas.permissions import Permission, need


def allowed() -> None:
    """Definitions are everybody's: whoever changes them may do so in the whole organisation."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)


def act(
    work_on: Callable[[int | None], Any], location: str, page: Callable[..., Mapping[str, Any]]
) -> ResponseReturnValue:
    """Do it, then `location`; a refusal shows the page again with what was typed."""
    allowed()
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            work_on(seen())
    except (Invalid, Conflict, TooLarge) as refusal:
        session.rollback()
        return shown(page(refused(refusal)), refusal), refusal.status
    return redirect(location, code=303)


def shown(context: Mapping[str, Any], refusal: PreauError | None = None) -> str:
    """A page of the editor."""
    more = dict(context)
    return render(more.pop("template"), refusal=refusal, has_errors=refusal is not None, **more)


def refused(refusal: PreauError) -> dict[str, list[str]]:
    """Name of the control → sentences; "" for what is about none."""
    found: dict[str, list[str]] = {}
    for problem in getattr(refusal, "problems", ()):
        found.setdefault(problem.path.strip("/"), []).append(message(problem))
    return found


def seen() -> int | None:
    """The version of the draft the page was made of."""
    text = request.form.get("vu", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
