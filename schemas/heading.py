"""The head every visual editor wears, and how a room hangs its editor on a kind.

A room fills `schemas.editors` with objects that have `key` (their name), `kind` and
`tabs(definition)`: `[{"key", "label", "url", "number"?}]`, the first one being where « Modifier »
leads; `try_url(definition)`, `new_url()` and `copy_url(key)` (pages of its own where one begins or
is copied) and `place(definition, body, problem)` (what a problem speaks of in words, with the way
to it: `{"place", "url", "text"?}`, {} when no page shows it) are optional. The head adds the tabs
that all kinds have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import g, request, url_for

from core.contributions import all_of
from core.i18n import _
from core.problems import Problem
from core.saying import hour
from core.web import current_actor, render, wants_partial
from schemas import kinds, live, queries, steps
from schemas.drafting import NO_DRAFT_SEEN
from schemas.errors import UnknownDefinition
from schemas.models import Definition, DefinitionVersion
from schemas.permissions import Permission, organisation_wide

POINT: Final = "schemas.editors"


def editor_of(kind: str) -> Any | None:
    """The visual editor of a kind, if a room brought one."""
    return next((each for each in all_of(POINT) if each.kind == kind), None)


def edit_url(definition: Definition) -> str:
    """Where « Modifier » leads: the visual editor when the kind has one, else the document."""
    editor = editor_of(definition.kind)
    if editor is not None:
        return str(editor.tabs(definition)[0]["url"])
    return document_url(definition)


def placing(
    definition: Definition, body: Mapping[str, Any]
) -> Callable[[Problem], Mapping[str, str]] | None:
    """How problems of a document are told where they are mended, when its editor can say so."""
    place = getattr(editor_of(definition.kind), "place", None)
    return None if place is None else lambda problem: place(definition, body, problem)


def document_url(definition: Definition) -> str:
    """The definition as a JSON text, which every kind can be edited as."""
    return url_for("schemas.edit", kind=definition.kind, key=definition.key)


def editor_head(kind: str, key: str, current: str) -> dict[str, Any]:
    """What `schemas/design.html` shows of a definition, `current` being the key of the open tab.

    `head.shown` is the version to edit (the draft, else what is in service) and `head.seen` what
    the forms of the page send back as `vu`.
    """
    definition = queries.definition_for(current_actor(), kind, key)
    draft = queries.draft(kind, key)
    shown = draft or queries.live(kind, key) or _last(kind, key)
    g.editor_page = (kind, key, current)
    editor = editor_of(kind)
    history = steps.history_of(draft)
    name: dict[str, Any] = {"kind": kind, "key": key}
    tried = getattr(editor, "try_url", None)
    head = {
        "definition": definition,
        "kind": kinds.kind_of(kind),
        "title": str(shown.body.get("title") or definition.title),
        "draft": draft,
        "shown": shown,
        "seen": draft.version if draft else NO_DRAFT_SEEN,
        "tabs": tabs_of(definition, current),
        "saved_at": hour(history.at) or None,
        "undo": {
            "enabled": history.can_undo,
            "label": _said(_("Annuler ce geste"), history.undo_label, history.undo_by),
        },
        "redo": {
            "enabled": history.can_redo,
            "label": _said(_("Refaire ce geste"), history.redo_label, history.redo_by),
        },
        "undo_url": url_for("schemas.undo", **name),
        "redo_url": url_for("schemas.redo", **name),
        "back_url": url_for("schemas.show", **name),
        "here": request.full_path.rstrip("?") if request.method == "GET" else edit_url(definition),
        "try_url": tried(definition) if tried else None,
        "publish_url": _publish_url(name) if draft else None,
        "partial": wants_partial(),
    }
    return {"head": head, "definition": definition, "seen": head["seen"]}


def unreadable_page() -> str | None:
    """In place of a page of an editor that fell over, when its draft has not the shape of its kind.

    A draft may be any JSON object (`drafting`): one written as a text may say anything anywhere.
    """
    here = g.pop("editor_page", None)
    if here is None:
        return None
    around = editor_head(*here)
    if not kinds.shape_problems(around["head"]["shown"].body):
        return None
    return unreadable(around)


def unreadable(around: dict[str, Any]) -> str:
    """The head of the editor over the way to the document."""
    return render("schemas/unreadable.html", **around)


def tabs_of(definition: Definition, current: str) -> list[dict[str, Any]]:
    """The tabs of the editor, then those of every kind: versions and document."""
    editor = editor_of(definition.kind)
    own = [dict(tab) for tab in editor.tabs(definition)] if editor is not None else []
    name: dict[str, Any] = {"kind": definition.kind, "key": definition.key}
    room = live.room_of(definition.kind)
    if room is not None and definition.live_id is not None:
        url = room.link(definition.key)[0]
        own.append({"key": room.tab, "label": str(room.legend), "url": url})
    known = {tab["key"] for tab in own}
    for key, label, endpoint in (
        ("traductions", _("Traductions"), "schemas.translate"),
        ("versions", _("Versions"), "schemas.show"),
        ("document", _("Document"), "schemas.edit"),
    ):
        if key not in known:
            own.append({"key": key, "label": label, "url": url_for(endpoint, **name)})
    return [{**tab, "current": tab["key"] == current} for tab in own]


def _last(kind: str, key: str) -> DefinitionVersion:
    found = queries.versions(kind, key)
    if not found:
        raise UnknownDefinition
    return found[0]


def _publish_url(name: dict[str, Any]) -> str | None:
    if not organisation_wide(current_actor(), Permission.DEFINITIONS_PUBLISH):
        return None
    return url_for("schemas.review", **name)


def _said(verb: str, act: str, by: str) -> str:
    """« Annuler : question ajoutée (Alix Martin) »: what would go, and whose it is."""
    return _("%(verb)s : %(act)s (%(by)s)", verb=verb, act=act, by=by or "Préau") if act else verb
