"""Undo and redo of a draft: from the head of every editor, over its whole history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.database import session, unit_of_work
from core.i18n import _
from core.web import current_actor, flash_notice, go, local_path, render, wants_partial
from schemas import operations, queries
from schemas.changes import changes_between
from schemas.errors import StaleDraft
from schemas.pages.acts import seen_in_form
from schemas.pages.changed import changes_shown
from schemas.pages.door import pages
from schemas.permissions import Permission, need


@pages.post("/definitions/<string:kind>/<string:key>/annuler")
@requires(Permission.DEFINITIONS_WRITE)
def undo(kind: str, key: str) -> ResponseReturnValue:
    """Take the last act back."""
    return _walk(operations.undo, kind, key)


@pages.post("/definitions/<string:kind>/<string:key>/retablir")
@requires(Permission.DEFINITIONS_WRITE)
def redo(kind: str, key: str) -> ResponseReturnValue:
    """Do the last undone act again."""
    return _walk(operations.redo, kind, key)


def _walk(act: Callable[..., Any], kind: str, key: str) -> ResponseReturnValue:
    """One step, then the page one came from; htmx follows the 303 and gets its fragment."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    otherwise = url_for("schemas.edit", kind=kind, key=key)
    location = local_path(request.form.get("retour"), otherwise)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            act(actor, kind, key, seen=seen_in_form())
    except StaleDraft as refusal:
        session.rollback()
        return stale(refusal, kind, key, location)
    return redirect(location, code=303)


def stale(refusal: StaleDraft, kind: str, key: str, location: str) -> ResponseReturnValue:
    """What somebody else did meanwhile, in words; an editor that runs by htmx shows it at once."""
    by = refusal.details.get("by") or "Préau"
    if wants_partial():
        flash_notice(
            _("Rien n’a été changé : %(name)s a modifié ce brouillon entre-temps.", name=by), "sun"
        )
        return go(location)
    before, after = refusal.details.get("before"), refusal.details.get("after")
    told = changes_between(kind, before, after) if before and after else []
    page = render(
        "schemas/stale.html",
        refusal=refusal,
        definition=queries.definition_for(current_actor(), kind, key),
        by=by,
        location=location,
        **changes_shown(told),
    )
    return page, refusal.status
