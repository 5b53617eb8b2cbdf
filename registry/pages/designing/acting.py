"""What every page of the entity editor does: who may, one act on the draft, refusals in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue

from core.database import session, unit_of_work
from core.errors import Conflict, Invalid, PreauError
from core.web import current_actor, render
from core.words import message
from registry.domain import check
from registry.domain.designing import settled
from schemas import operations as schemas_acts
from schemas import queries as schemas
from schemas.heading import editor_head
from schemas.permissions import Permission, need

KIND = "entity"
Document = dict[str, Any]
Edit = Callable[[Document], Document]


def allowed() -> None:
    """Entities are everybody's: whoever changes them may do so in the whole organisation."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)


def head(key: str, tab: str) -> dict[str, Any]:
    """The head of the editor; what it says is also `head.shown.body`, the document to edit."""
    return editor_head(KIND, key, tab)


def body_of(context: Mapping[str, Any]) -> Document:
    """The document the page is about."""
    found: Document = context["head"]["shown"].body
    return found


def live_body(key: str) -> Document | None:
    """What is in service."""
    found = schemas.live(KIND, key)
    return found.body if found else None


def published_identities(key: str) -> dict[str, str]:
    """Key → x-id of the fields of every version that was published: theirs for ever."""
    known: dict[str, str] = {}
    for version in schemas.versions(KIND, key):
        if version.status != "draft":
            for name, x_id in check.identities(version.body).items():
                known.setdefault(name, x_id)
    return known


def act(
    key: str, edit: Edit, label: str, location: str, page: Callable[..., Mapping[str, Any]]
) -> ResponseReturnValue:
    """One act on the draft, then `location`; a refusal shows the `page` again, as it was typed.

    `page(errors)` gives the template and its context.
    """
    allowed()
    live = live_body(key)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            schemas_acts.change(
                current_actor(), KIND, key, lambda d: settled(edit(d), live), label, seen=_seen()
            )
    except (Invalid, Conflict) as refusal:
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


def _seen() -> int | None:
    text = request.form.get("vu", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
