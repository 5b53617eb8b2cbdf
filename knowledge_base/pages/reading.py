"""Help for everyone."""

from __future__ import annotations

from flask import request

from core.access import public
from core.actor import Actor
from core.web import current_actor, render
from knowledge_base import guide as book
from knowledge_base import queries
from knowledge_base.drawing import said
from knowledge_base.intents import answered
from knowledge_base.models import Entry
from knowledge_base.pages.blueprint import pages
from knowledge_base.permissions import Permission
from knowledge_base.queries.theming import theme_words
from knowledge_base.rendering import extract

#: Below this many, a search also shows what is near.
FEW = 3


@pages.get("/aide")
@public(because="help is for everyone; an entry kept for some roles is shown to them only")
def home() -> str:
    """By theme, or what a search finds, from the first letters on."""
    actor = current_actor()
    text = request.args.get("q", "").replace("\x00", "").strip()[:200]
    theme = request.args.get("theme", "")[:60]
    themes = queries.themes(actor)
    found = _found(text, actor) if text else None
    names = list(themes)
    if found is None and theme in themes:
        themes = {theme: themes[theme]}
    return render(
        "knowledge_base/index.html",
        "_found.html",
        theme_label=theme_words(),
        names=names,
        themes=themes,
        chosen=theme,
        text=text,
        found=found,
        extract=extract,
        has_guide=book.is_here(),
    )


@pages.get("/aide/<string:key>")
@public(because="help is for everyone; an entry kept for some roles is shown to them only")
def entry(key: str) -> str:
    """One question and its answer."""
    actor = current_actor()
    found = queries.entry_for(key, actor)
    told, intent = said(actor, found, found.body), str(found.body.get("intent", ""))
    near = [row for row in queries.themes(actor).get(found.theme, []) if row.id != found.id][:6]
    return render(
        "knowledge_base/entry.html",
        entry=found,
        said=told,
        personal=answered(actor, intent) if intent else None,
        asks_who=bool(intent) and not actor.known,
        guided=bool((found.body.get("tree") or {}).get("nodes")),
        near=near,
        writes=any(map(actor.holds, (Permission.KNOWLEDGE_WRITE, Permission.KNOWLEDGE_DRAFT))),
    )


def _found(text: str, actor: Actor) -> list[Entry]:
    """Entries that hold each word begun; when there are few, those the engine would answer with."""
    found = queries.search(text, actor)
    if len(found) < FEW:
        known = {row.key for row in found}
        near = [choice.entry for choice in queries.ask(text, actor).choices]
        more = queries.entries_among([key for key in near if key not in known], actor)
        found += more.values()
    return found
