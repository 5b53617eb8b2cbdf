"""« Onglets du dossier »: what agents see of a request, and the forms they fill in there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import g, request
from flask.typing import ResponseReturnValue

from core.actor import Actor
from core.i18n import _
from schemas import conditioning
from schemas.domain.designing.posted import said
from workflows.domain.editing import tabs as edits
from workflows.domain.editing.parts import find, keys_in, label_of, refused
from workflows.pages.blueprint import pages
from workflows.pages.editing import acts, showing, words
from workflows.pages.editing import effects as drawn_effects
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
from workflows.pages.editing.places import TABS

_REF: Final = "onglet:"


@pages.get("/administration/circuits/<key>/dossier")
@designs
def design_tabs(key: str) -> ResponseReturnValue:
    """The tabs of the draft; `ouvert` names the one that is open in place."""
    return _page(key, request.args.get("ouvert", "")[:200])


@pages.post("/administration/circuits/<key>/dossier")
@designs
def write_tabs(key: str) -> ResponseReturnValue:
    """Keep what the open tab says; buttons add, move and remove."""
    designer()
    sent = posted()
    opened, act_said = said(sent, "ouvert")[:200], said(sent, "act")
    name = opened.removeprefix(_REF) if opened.startswith(_REF) else ""
    act = Act(lambda document: document, str(_("Onglets du dossier")), opened)

    def edit(document: Document) -> Document:
        act.opened, act.focus = opened, ""
        if name and "o-what" in sent:
            document = edits.settle(document, name, sent)
        return _done(document, act_said, sent, act) if act_said else document

    act.edit = edit
    return written(key, TABS, act, lambda wrong: _page(key, act.opened, wrong))


def _done(document: Document, said_act: str, sent: Any, act: Act) -> Document:
    verb, _colon, key = said_act.partition(":")
    if verb == "enter":
        verb = "tab.add" if said(sent, "new-tab") else ""
    if not verb:
        return document
    if verb == "tab.add":
        edited = edits.add(document, said(sent, "new-tab") or str(_("Nouvel onglet")))
        act.opened, act.focus = f"{_REF}{edited.key}", "o-label"
    elif verb in {"tab.up", "tab.down"}:
        step = verb.removeprefix("tab.")
        edits.move(document, key, {"up": -1, "down": 1}[step])
        place, count = keys_in(document, "tabs").index(key), len(document["tabs"])
        act.opened = f"{_REF}{key}"
        act.focus = acts.hand(f"row-onglet-{key}", step, place, count)
    elif verb == "tab.remove":
        edits.remove(document, key)
        act.opened, act.focus = "", "new-tab"
    else:
        raise refused("circuit-edit-gone")
    return document


def _page(key: str, opened: str, wrong: Wrong | None = None) -> ResponseReturnValue:
    actor = designer()

    def context(body: Document) -> dict[str, Any]:
        listed = body.get("tabs") or ()
        tab = find(body, "tabs", opened.removeprefix(_REF))
        return {
            "file_tabs": [
                _line(one, n, len(listed), shown=opened == f"{_REF}{one.get('key')}")
                for n, one in enumerate(listed)
            ],
            **(_open(actor, key, body, tab) if tab else {}),
        }

    return page(key, TABS, wrong=wrong, context=context, opened=opened)


def _line(tab: dict[str, Any], n: int, count: int, *, shown: bool) -> dict[str, Any]:
    what, key = edits.what(tab), str(tab.get("key", ""))
    return {
        "key": key,
        "label": label_of(tab),
        "what": what,
        "what_words": str(words.SHOWN.get(what, what)),
        "faults": g.circuit_problems.counts.get(f"{_REF}{key}", (0, 0)),
        "open": shown,
        "first": n == 0,
        "last": n == count - 1,
    }


def _open(
    actor: Actor, key: str, body: Mapping[str, Any], tab: Mapping[str, Any]
) -> dict[str, Any]:
    show, form = tab.get("show"), (tab.get("annotations") or {}).get("form", "")
    answers = dict(showing.answers(conditioning.names_of(actor, f"circuit:{key}")))
    forms = dict(drawn_effects.definitions(actor, "form"))
    if form and form not in forms:
        forms[form] = form
    return {
        "shown": tab,
        "whats": words.listed(words.SHOWN),
        "fields": showing.boxes(answers, show if isinstance(show, list) else ()),
        "forms": list(forms.items()),
        "functions": showing.boxes(words.function_words(body), tab.get("functions")),
    }
