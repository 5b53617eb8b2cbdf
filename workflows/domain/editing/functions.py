"""Functions of a circuit: add, name, say where their people come from, remove."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.folding import fold
from schemas.domain.designing.posted import Posted, said
from workflows.domain.editing import citing
from workflows.domain.editing.parts import Document, Edited, name_for, refused, set_or_drop
from workflows.domain.parts import SYSTEM
from workflows.domain.room import MOST


def ordered(document: Mapping[str, Any]) -> list[str]:
    """The functions as the circuit calls them, status by status; then those it does not call, by
    their words: an object keeps no order."""
    functions = document.get("functions") or {}
    leaving: dict[str, list[str]] = {}
    for way in document.get("transitions") or ():
        for source in way.get("from") or ():
            leaving.setdefault(source, []).extend(way.get("by") or ())
    called = [
        name
        for status in document.get("statuses") or ()
        for name in (
            *(status.get("editable_by") or ()),
            *((status.get("parallel") or {}).get("votes") or ()),
            *leaving.get(status.get("key"), ()),
        )
    ]
    rest = sorted(functions, key=lambda key: fold(str(functions[key].get("label") or key)))
    return [key for key in dict.fromkeys([*called, *rest]) if key in functions]


def add(document: Document, label: str, source: str = "group") -> Edited:
    """One more, held by groups that the service names."""
    functions = document.setdefault("functions", {})
    if len(functions) >= MOST["functions"]:
        raise refused("circuit-edit-many", most=MOST["functions"])
    key = name_for(label, {*functions, SYSTEM}, "fonction")
    functions[key] = {"from": source, "label": label[:200]}
    return Edited(document, key)


def settle(document: Document, posted: Posted) -> Document:
    """Words, source and stand-in of each."""
    for key, function in (document.get("functions") or {}).items():
        start = f"f-{key}-"
        if f"{start}label" in posted:
            set_or_drop(function, "label", said(posted, f"{start}label"))
        if said(posted, f"{start}from"):
            function["from"] = said(posted, f"{start}from")
        if f"{start}fallback" in posted:
            set_or_drop(function, "fallback", said(posted, f"{start}fallback"))
    return document


def remove(document: Document, key: str) -> Edited:
    """It goes, and no list names it any more."""
    if key not in (document.get("functions") or {}):
        raise refused("circuit-edit-gone")
    del document["functions"][key]
    citing.forget_function(document, key)
    return Edited(document)
