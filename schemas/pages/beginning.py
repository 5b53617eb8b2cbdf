"""A new definition without JSON: its kind, its title, from nothing or from a copy."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from core.access import requires
from core.database import unit_of_work
from core.errors import PreauError
from core.i18n import _
from core.web import current_actor, flash_notice, go, render
from schemas import heading, kinds, operations, queries
from schemas.errors import UnknownDefinition
from schemas.pages.door import pages
from schemas.permissions import Permission, need


@pages.get("/definitions/nouvelle")
@requires(Permission.DEFINITIONS_WRITE)
def new() -> ResponseReturnValue:
    """Kind, title, and what to start from (`de` names an original: kind/key)."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)
    kind, origin = request.args.get("sorte") or "", request.args.get("de", "")
    if kind:
        kinds.kind_of(kind)
    own = _own_page(kind, origin)
    if own:
        return go(own)
    return render("schemas/new.html", **_page(kind or origin.partition("/")[0] or "form", origin))


def _own_page(kind: str, origin: str) -> str | None:
    """Where a kind begins or is copied in its own editor, when that editor has a page for it."""
    copied, _sign, key = origin.partition("/")
    editor = heading.editor_of(copied or kind)
    if origin:
        queries.definition_for(current_actor(), copied, key)
        hook = getattr(editor, "copy_url", None)
        return hook(key) if hook else None
    hook = getattr(editor, "new_url", None)
    return hook() if hook else None


@pages.post("/definitions/nouvelle")
@requires(Permission.DEFINITIONS_WRITE)
def begin() -> ResponseReturnValue:
    """Keep a first draft, and go and see it in its editor."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    kind, origin = request.form.get("sorte", ""), request.form.get("de", "")
    title = request.form.get("titre", "")
    try:
        with unit_of_work(idempotent=True) as work:
            version = _begun(actor, kind, origin, title)
            definition = queries.definition_for(actor, version.kind, version.key)
            work.outcome["location"] = location = heading.edit_url(definition)
    except PreauError as refusal:
        if refusal.status >= 500:
            raise
        page = render("schemas/new.html", refusal=refusal, **_page(kind, origin, title))
        return page, refusal.status
    flash_notice(_("Brouillon créé. Rien n’est en service avant la publication."))
    return go(location)


def _begun(actor: Any, kind: str, origin: str, title: str) -> Any:
    if not origin:
        return operations.begin(actor, kind, title)
    known, _sign, key = origin.partition("/")
    queries.definition_for(actor, known, key)
    return operations.duplicate(actor, known, key, title)


def _page(kind: str, origin: str, title: str = "") -> dict[str, Any]:
    known = kinds.all_kinds()
    copies: dict[str, list[tuple[str, str]]] = {}
    labels = {each.key: str(each.label) for each in known}
    for line in queries.definitions_for(current_actor()):
        found = line.definition
        label = labels.get(found.kind, found.kind)
        copies.setdefault(label, []).append((f"{found.kind}/{found.key}", found.title))
    if origin and not any(origin == value for group in copies.values() for value, _t in group):
        raise UnknownDefinition
    return {
        "kinds": [(each.key, each.label) for each in known],
        "copies": copies,
        "kind": kind,
        "origin": origin,
        "title": title,
    }
