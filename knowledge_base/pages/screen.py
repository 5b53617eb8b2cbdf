"""What the editor of an entry shows, from the draft or from what was typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import url_for

from accounts import queries as people
from accounts.queries.scopes import ROOT
from core.i18n import _
from core.saying import moment
from core.web import current_actor, render
from core.words import message
from knowledge_base import intents, queries, targets
from knowledge_base.domain.content import LANGUAGES, faults, named, normal, spoken
from knowledge_base.domain.editing import in_language
from knowledge_base.drawing import said
from knowledge_base.models import Entry
from knowledge_base.pages.writing import STATES, WRITE, state_of, words_of_states
from knowledge_base.posted import control_of
from knowledge_base.queries.theming import known_themes


@dataclass(slots=True)
class Typed:
    """What was sent, to be shown again; empty = what is kept."""

    words: dict[str, Any]
    shared: dict[str, Any]
    #: Name of the block one just acted on.
    focus: str = ""
    act: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)
    #: Somebody was faster.
    stale: bool = False


def screen(
    row: Entry, language: str = "", typed: Typed | None = None, *, preview: bool = False
) -> str:
    """The whole page; asked by htmx, its part `#fiche` is taken from it."""
    actor, draft = current_actor(), queries.draft_of(row)
    kept = dict(draft.content) if draft else dict(row.body)
    own = str(kept.get("language") or "fr")
    spoken_in = language if language and language != own else own
    content = kept
    if typed and typed.words:
        content = normal({**in_language(kept, spoken_in, own, typed.words), **typed.shared})
    given, words = spoken(content, spoken_in)
    if given != spoken_in:
        words = {"question": "", "wordings": [], "blocks": []}
    faulty = [*faults(content)] if draft else []
    names = words_of_states()
    return render(
        "knowledge_base/edit.html",
        entry=row,
        content=content,
        words=words,
        blocks=named(words.get("blocks", [])),
        kinds=block_kinds(),
        languages=language_tabs(row, content, own, spoken_in),
        language=spoken_in if spoken_in != own else "",
        own=own,
        draft=draft,
        seen=draft.version if draft else 0,
        tags=[(names[state], *STATES[state]) for state in state_of(row, draft)],
        behind=bool(draft and draft.based_on != row.live_no),
        changed=_changed(draft) if draft else "",
        todo=[(control_of(problem, spoken_in), message(problem)) for problem in faulty],
        errors=typed.errors if typed else {},
        stale=bool(typed and typed.stale),
        focus=typed.focus if typed else "",
        shown=said(actor, row, content, spoken_in) if preview else None,
        roles=[(role.key, role.title) for role in people.live_roles().values()],
        owners=[(str(one), name) for one, name in owners().items()],
        services=targets.choices_of("service"),
        steps=targets.choices_of("step"),
        known_themes=known_themes(),
        intents=intents.choices(),
        publishes=actor.holds(WRITE),
        tabs=tabs(row, "fiche"),
        here=url_for("knowledge_base.edit_entry", key=row.key),
    )


def tabs(row: Entry, current: str) -> list[dict[str, Any]]:
    """The parts of the editor."""
    listed = [
        ("fiche", _("Fiche"), "knowledge_base.edit_entry"),
        ("parcours", _("Parcours guidé"), "knowledge_base.edit_tree"),
        ("versions", _("Versions"), "knowledge_base.entry_versions"),
    ]
    return [
        {"label": label, "url": url_for(endpoint, key=row.key), "current": name == current}
        for name, label, endpoint in listed
    ]


def block_kinds() -> dict[str, tuple[str, str]]:
    """(words, icon) of each kind of block."""
    return {
        "text": (_("Texte"), "text-align-left"),
        "steps": (_("Étapes"), "list-checks"),
        "picture": (_("Image"), "image"),
        "video": (_("Vidéo"), "play"),
        "file": (_("Fichier"), "paperclip"),
        "service": (_("Téléservice"), "stack"),
        "step": (_("Étape d’un formulaire"), "clipboard-text"),
        "screen": (_("Écran"), "link"),
    }


def language_tabs(row: Entry, content: Any, own: str, current: str) -> list[dict[str, Any]]:
    """The languages in which the entry is, or may be, written."""
    names = {"fr": _("Français"), "en": _("Anglais")}
    written = {own, *(content.get("variants") or {})}
    return [
        {
            "label": names[one] if one in written else _("%(name)s, à écrire", name=names[one]),
            "url": url_for(
                "knowledge_base.edit_entry", key=row.key, langue=one if one != own else None
            ),
            "current": one == current,
        }
        for one in sorted(LANGUAGES, key=lambda one: one != own)
    ]


def owners() -> dict[UUID, str]:
    """Who may answer for an entry: those who write for the whole house."""
    return {one.id: one.name for one in people.accounts_with(WRITE, ROOT)}


def _changed(draft: Any) -> str:
    name = people.names_of({draft.changed_by}).get(draft.changed_by) if draft.changed_by else None
    at = moment(draft.changed_at)
    return _("%(name)s, %(at)s", name=name, at=at) if name else at
