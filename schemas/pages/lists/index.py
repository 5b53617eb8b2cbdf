"""All lists of values, and a new one."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.database import unit_of_work
from core.errors import PreauError
from core.web import current_actor, redirect_or_swap, render
from schemas import list_store, operations, queries
from schemas.list_store import KIND
from schemas.pages.door import pages
from schemas.pages.lists.acting import allowed
from schemas.permissions import Permission, need, organisation_wide


@pages.get("/listes")
@requires(Permission.DEFINITIONS_READ)
def lists() -> ResponseReturnValue:
    """Title, how many values, in service or draft."""
    actor = current_actor()
    q = request.args.get("q", "")[:100]
    return render(
        "schemas/lists/index.html",
        lines=[_line(found) for found in queries.definitions_for(actor, KIND, q)],
        q=q,
        may_write=organisation_wide(actor, Permission.DEFINITIONS_WRITE),
    )


def _line(found: queries.Listed) -> dict[str, Any]:
    key = found.definition.key
    version = queries.live(KIND, key) or queries.draft(KIND, key)
    body = version.body if version else {}
    return {
        "key": key,
        "title": found.definition.title,
        "count": list_store.count_of(body) if body else 0,
        "live": found.live_number,
        "draft": found.has_draft,
        "url": url_for("schemas.list_rows", key=key),
    }


@pages.get("/listes/nouvelle")
@requires(Permission.DEFINITIONS_WRITE)
def list_new() -> ResponseReturnValue:
    """A title, and where its values come from."""
    allowed()
    return render("schemas/lists/new.html", title="", origin="coller")


@pages.post("/listes/nouvelle")
@requires(Permission.DEFINITIONS_WRITE)
def list_begin() -> ResponseReturnValue:
    """A draft without values, and on to where they come from."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    title, origin = request.form.get("title", ""), request.form.get("origin", "coller")
    endpoint = {"coller": "schemas.list_bring", "fiches": "schemas.list_source"}.get(
        origin, "schemas.list_rows"
    )
    try:
        with unit_of_work(idempotent=True) as work:
            version = operations.begin(actor, KIND, title)
            key = version.key
            work.outcome["location"] = url_for(endpoint, key=key)
    except PreauError as refusal:
        if refusal.status >= 500:
            raise
        page = render(
            "schemas/lists/new.html", refusal=refusal, title=title, origin=origin, has_errors=True
        )
        return page, refusal.status
    return redirect_or_swap(endpoint, key=key)
