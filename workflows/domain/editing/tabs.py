"""Tabs of the file: what each shows, which form agents fill in there, and to whom."""

from __future__ import annotations

from typing import Final

from schemas.domain.designing.posted import Posted, said, ticked
from workflows.domain.editing.parts import (
    Document,
    Edited,
    Part,
    at,
    find,
    keys_in,
    listed,
    moved,
    name_for,
    put,
    refused,
    set_or_drop,
)

_LIST = "tabs"
SHOWN: Final = ("form", "thread", "history", "documents")
#: Beside those: some answers, or a form that agents fill in.
FIELDS, ANNOTATIONS = "fields", "annotations"


def add(document: Document, label: str) -> Edited:
    """One that shows the whole request, until told."""
    key = name_for(label, keys_in(document, _LIST), "onglet")
    return put(document, _LIST, {"key": key, "label": label[:200], "show": "form"})


def what(tab: Part) -> str:
    """form, thread, history, documents, fields or annotations."""
    if "annotations" in tab:
        return ANNOTATIONS
    show = tab.get("show", "")
    return show if isinstance(show, str) else FIELDS


def settle(document: Document, key: str, posted: Posted) -> Document:
    """Words, content and who sees it."""
    tab = find(document, _LIST, key)
    if tab is None:
        raise refused("circuit-edit-gone")
    if "o-label" in posted:
        set_or_drop(tab, "label", said(posted, "o-label"))
    if said(posted, "o-what"):
        _show(tab, said(posted, "o-what"), posted)
    if "o-functions-shown" in posted:
        set_or_drop(tab, "functions", ticked(posted, "o-functions", tab.get("functions", ())))
    return document


def _show(tab: Part, chosen: str, posted: Posted) -> None:
    before = what(tab)
    if chosen == ANNOTATIONS:
        tab.pop("show", None)
        former = tab.get("annotations") or {}
        form = said(posted, "o-form") if "o-form" in posted else former.get("form", "")
        tab["annotations"] = {**former, "form": form}
        return
    tab.pop("annotations", None)
    if chosen == FIELDS:
        kept = tab.get("show") if before == FIELDS else []
        known = kept if isinstance(kept, list) else []
        tab["show"] = ticked(posted, "o-fields", known) if "o-fields-shown" in posted else known
    else:
        tab["show"] = chosen


def move(document: Document, key: str, by: int) -> Edited:
    """One place up or down: the order of the file."""
    return moved(document, _LIST, key, by)


def remove(document: Document, key: str) -> Edited:
    """It goes; the file still shows answers, thread, documents and history."""
    del listed(document, _LIST)[at(document, _LIST, key)]
    return Edited(document)
