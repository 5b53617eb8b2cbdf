"""Delays of a circuit: how long a request may stay somewhere, and what happens then."""

from __future__ import annotations

from schemas.domain.designing.posted import Posted, said, ticked
from workflows.domain.editing import effects
from workflows.domain.editing.parts import (
    Document,
    Edited,
    Part,
    at,
    copied,
    find,
    keys_in,
    listed,
    moved,
    name_for,
    put,
    refused,
    run_in,
    set_or_drop,
    within,
)
from workflows.domain.editing.transitions import lead, led_to, release

_LIST = "timers"


def add(document: Document, status: str, label: str) -> Edited:
    """Two weeks in `status`, and nothing yet: what happens is still to be said."""
    key = name_for(label, keys_in(document, _LIST), "delai")
    made: Part = {"key": key, "in": status, "anchor": "latest-arrival", "after": "P15D"}
    return put(document, _LIST, made)


def settle(document: Document, key: str, posted: Posted) -> Document:
    """Where, from when, how long, in which days, how often, and what happens."""
    part = find(document, _LIST, key)
    if part is None:
        raise refused("circuit-edit-gone")
    former = within(part)
    if "t-in-shown" in posted:
        run_in(part, ticked(posted, "t-in", former))
    if said(posted, "t-anchor"):
        part["anchor"] = said(posted, "t-anchor")
    if "t-after" in posted:
        part["after"] = effects.length(posted, "t-after", str(part.get("after", "")))
    _rhythm(part, posted)
    if "effects-shown" in posted:
        set_or_drop(part, "actions", effects.read(posted, part.get("actions") or ()))
    if "t-fire-to" in posted:
        _fire(document, part, posted)
    return document


def _rhythm(part: Part, posted: Posted) -> None:
    """Which days count, what corrections do to its clock, what silence is worth, how often."""
    for name in ("calendar", "silence", "corrections"):
        if f"t-{name}" in posted:
            set_or_drop(part, name, said(posted, f"t-{name}"))
    if "t-every" in posted:
        set_or_drop(part, "every", effects.length(posted, "t-every", str(part.get("every", ""))))
    if "t-times" in posted:
        times = said(posted, "t-times")
        set_or_drop(part, "times", int(times[:4]) if times.isdecimal() else None)


def _fire(document: Document, part: Part, posted: Posted) -> None:
    """Where the request goes by itself: the move it fires leaves every status it runs in."""
    to, former = said(posted, "t-fire-to"), str(part.get("fire", ""))
    if not to and not former:
        return
    sources = (find(document, "transitions", former) or {}).get("from", ())
    if to == led_to(document, former) and set(within(part)) <= set(sources):
        return
    label = said(posted, "t-fire-label") or "delai"
    made = lead(document, within(part), former, to, label, back=False)
    set_or_drop(part, "fire", made)
    if made != former:
        release(document, former)


def move(document: Document, key: str, by: int) -> Edited:
    """One place up or down."""
    return moved(document, _LIST, key, by)


def duplicate(document: Document, key: str) -> Edited:
    """The same again, to be told of another status or another length."""
    made = copied(document, _LIST, key, key)
    made.pop("label", None)
    return Edited(document, made["key"])


def remove(document: Document, key: str) -> Edited:
    """It goes, and the move it alone fired with it."""
    gone = listed(document, _LIST).pop(at(document, _LIST, key))
    release(document, str(gone.get("fire", "")))
    return Edited(document)
