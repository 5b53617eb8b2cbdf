"""« Fonctions »: the roles inside the circuit, and who holds each today, service by service."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from core.i18n import _
from schemas.domain.designing.posted import said
from workflows.domain.editing import citing
from workflows.domain.editing import functions as edits
from workflows.domain.editing.parts import Edited
from workflows.pages.blueprint import pages
from workflows.pages.editing import showing, uses, words
from workflows.pages.editing.door import (
    Act,
    Document,
    Wrong,
    designer,
    designs,
    page,
    posted,
    written,
)
from workflows.pages.editing.places import FUNCTIONS


@pages.get("/administration/circuits/<key>/fonctions")
@designs
def design_functions(key: str) -> ResponseReturnValue:
    """The functions of the draft."""
    return _page(key)


@pages.post("/administration/circuits/<key>/fonctions")
@designs
def write_functions(key: str) -> ResponseReturnValue:
    """Keep words, sources and stand-ins; buttons add and remove."""
    designer()
    sent = posted()
    verb, _colon, rest = said(sent, "act").partition(":")
    if verb == "enter" and said(sent, "new-function"):
        verb = "function.add"
    leaving: list[str] = []
    act = Act(lambda document: document, str(_("Fonctions")))

    def edit(document: Document) -> Document | Edited:
        document, leaving[:] = edits.settle(document, sent), []
        if verb == "function.add":
            edited = edits.add(document, said(sent, "new-function") or str(_("Nouvelle fonction")))
            act.focus = f"f-{edited.key}-label"
            act.label = str(_("Ajout d’une fonction"))
            return edited
        if verb == "function.remove" and citing.of_function(document, rest):
            leaving.append(f"function:{rest}")
        elif verb in {"function.remove", "function.remove-all"}:
            act.focus, act.label = "new-function", str(_("Suppression d’une fonction"))
            return edits.remove(document, rest)
        return document

    act.edit, act.again = edit, lambda: 200 if leaving else 0
    return written(key, FUNCTIONS, act, lambda wrong: _page(key, wrong, leaving))


def _page(
    key: str, wrong: Wrong | None = None, leaving: list[str] | None = None
) -> ResponseReturnValue:
    actor = designer()

    def context(body: Document) -> dict[str, Any]:
        used = uses.of(actor, key, body)
        return {
            "uses": used,
            "held": [_function(body, name, used) for name in edits.ordered(body)],
            "leaving": showing.leaving_of(body, leaving[0]) if leaving else None,
        }

    return page(key, FUNCTIONS, wrong=wrong, context=context)


def _function(body: Document, key: str, used: list[uses.Use]) -> dict[str, Any]:
    function = body["functions"][key]
    labels = words.function_words(body)
    fallback = function.get("fallback")
    others = [(name, label) for name, label in labels.items() if name != key]
    if fallback and fallback not in labels:
        others.append((fallback, _("%(key)s (n’existe plus)", key=fallback)))
    return {
        "key": key,
        "label": labels[key],
        "function": function,
        "sources": words.listed(words.SOURCES, function.get("from")),
        "others": others,
        "holders": [
            {"title": use.title, "url": use.url, "people": use.holders.get(key, "")}
            for use in used
            if function.get("from") == "group"
        ],
        "cited": len(citing.of_function(body, key)),
    }
