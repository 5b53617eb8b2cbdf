"""« Fiche »: the six blocks as people write them, and beside them the sheet as it will be read."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from catalogue.domain.designing import sheet as edits
from catalogue.domain.designing.places import SHEET
from catalogue.pages.blueprint import pages
from catalogue.pages.designing import conditions, files, persona
from catalogue.pages.designing.door import (
    Document,
    Wrong,
    designer,
    designs,
    page,
    posted,
    written,
)
from catalogue.pages.designing.icons import ICONS
from catalogue.pages.designing.words import TONES
from catalogue.views.services import listed_themes, theme_label
from core.actor import Actor
from core.errors import Invalid
from knowledge_base import queries as help_pages
from schemas.domain.designing.posted import places
from schemas.domain.designing.rows import RowAct
from schemas.domain.richtext import text_of


@pages.get("/administration/services/<key>/fiche")
@designs
def design_sheet(key: str) -> ResponseReturnValue:
    """The sheet of the draft."""
    return _page(key)


@pages.post("/administration/services/<key>/fiche")
@designs
def write_sheet(key: str) -> ResponseReturnValue:
    """Keep what the page says; its buttons add, remove and move rows."""
    act = RowAct.of(request.form.get("act", ""))
    post = _Posted(designer(), key)
    landed: list[str] = []

    def edit(document: Document) -> Document:
        changed = post.into(document)
        if act is None or act.list not in edits.BLANKS:
            return changed
        changed, place = edits.moved(changed, act)
        landed[:] = [focus_of(act, place)]
        return changed

    def show(wrong: Wrong) -> ResponseReturnValue:
        return _page(key, wrong, post.conditions.shown)

    if post.fault is not None:
        return show(Wrong.of(key, edit, post.fault))
    return written(
        key,
        SHEET,
        edit,
        show,
        first=post.keep_files,
        again=lambda: post.conditions.status if act is None else 0,
        focus=lambda: landed[0] if landed else "",
    )


def focus_of(act: RowAct, place: int | None, first: str = "label") -> str:
    """Where the hand goes on after a button of a list; `first` is the first field of a row."""
    if act.verb == "add":
        return f"{act.list}-{place}-{first}"
    if act.verb == "remove" or place is None:
        return f"{act.list}-add"
    return f"{act.list}-{place}-{act.verb if place or act.verb == 'down' else 'down'}"


class _Posted:
    """What the page sent, files and conditions read once; it may be written to any document."""

    def __init__(self, actor: Actor, key: str) -> None:
        self.actor, self.key = actor, key
        self.posted = posted()
        self.rows = places(self.posted, "documents")
        self.chosen: dict[int, files.Chosen] = {}
        self.fault: Invalid | None = None
        self._look_at_files()
        self.names = conditions.names_for(actor, conditions.PAPERS, key)
        self.conditions = conditions.Conditions()

    def into(self, document: Document) -> Document:
        """The document with what was posted."""
        papers = document.get("sheet", {}).get("documents", ())
        self.conditions = conditions.Conditions()
        for n in self.rows:
            before = papers[n].get("when") if n < len(papers) else None
            prefix = f"documents-{n}-when"
            self.conditions.read(request.form, prefix, n, self.names, before)
        models = {n: self._model(n) for n in self.rows}
        return edits.with_sheet(document, self.posted, self.conditions.kept, models)

    def keep_files(self) -> None:
        """The bytes the document names, in the same transaction."""
        for found in self.chosen.values():
            found.keep(self.actor)

    def _look_at_files(self) -> None:
        for n in self.rows:
            try:
                found = files.chosen(request.files, f"documents-{n}-file")
            except Invalid as refusal:
                self.fault = refusal
                continue
            if found is not None:
                self.chosen[n] = found

    def _model(self, place: int) -> str:
        if place in self.chosen:
            return self.chosen[place].path
        if request.form.get(f"documents-{place}-unmodel"):
            return ""
        return request.form.get(f"documents-{place}-model", "")[:100]


def _page(
    key: str, wrong: Wrong | None = None, typed: dict[str, Any] | None = None
) -> ResponseReturnValue:
    actor = designer()
    return page(key, SHEET, wrong=wrong, context=lambda body: _context(actor, key, body, typed))


def _context(
    actor: Actor, key: str, body: Document, typed: dict[str, Any] | None
) -> dict[str, Any]:
    sheet = body.get("sheet") or {}
    names = conditions.names_for(actor, conditions.PAPERS, key)
    whens = [
        (f"documents-{n}-when", paper.get("when"))
        for n, paper in enumerate(sheet.get("documents", ()))
    ]
    played = persona.persona_of(actor, body, {})
    themes = dict(listed_themes())
    themes.update({one: theme_label(one) for one in body.get("themes", ()) if one not in themes})
    return {
        "content": sheet,
        "summary_text": text_of(sheet.get("summary", ())),
        "how_text": text_of(sheet.get("how", ())),
        "conditions": conditions.drawn(names, whens, typed or {}),
        "themes": list(themes.items()),
        "icons": ICONS,
        "tones": list(TONES.items()),
        "persona": played,
        "help_pages": [(f"kb:{one.key}", one.question) for one in help_pages.listed(actor, 200)],
        **persona.tried(body, played),
    }
