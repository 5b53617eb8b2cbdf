"""Undo and redo of a draft: from the head of every editor, over its whole history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.database import unit_of_work
from core.web import current_actor, local_path
from schemas import operations
from schemas.pages.acts import seen_in_form
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
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = location
        act(actor, kind, key, seen=seen_in_form())
    return redirect(location, code=303)
