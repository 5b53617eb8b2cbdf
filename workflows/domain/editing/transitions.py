"""Actions (transitions): add, move among those of a status, copy, remove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workflows.domain.editing import citing
from workflows.domain.editing.parts import (
    Document,
    Edited,
    Part,
    at,
    copied,
    find,
    keys_in,
    listed,
    name_for,
    put,
    refused,
)
from workflows.domain.editing.statuses import is_system
from workflows.domain.parts import SYSTEM


def add(document: Document, source: str, label: str, to: str = "") -> Edited:
    """An action out of `source`, by those who act there already; the system out of an automatic
    status, people of the request out of a draft or of what waits for them."""
    status = find(document, "statuses", source)
    if status is None:
        raise refused("circuit-edit-gone")
    key = name_for(label, keys_in(document, "transitions"), "action")
    made: Part = {"key": key, "label": label[:200], "from": [source], "to": to}
    made["by"] = _who(document, status)
    if status.get("kind") == "draft":
        made["checks"] = ["form.complete"]
    places = _leaving(document, source)
    return put(document, "transitions", made, places[-1] + 1 if places else None)


def _who(document: Document, status: Part) -> list[str]:
    kind = status.get("kind")
    if kind == "automatic":
        return [SYSTEM]
    wanted = "group" if kind == "waiting-agent" else "request.members"
    functions = document.get("functions") or {}
    fitting = [key for key, one in functions.items() if one.get("from") == wanted]
    for place in _leaving(document, status["key"]):
        near = [name for name in document["transitions"][place].get("by", ()) if name in fitting]
        if near:
            return near[:1]
    return fitting[:1]


def move(document: Document, key: str, source: str, by: int) -> Edited:
    """One place up or down among the actions out of `source`."""
    at(document, "transitions", key)
    places = _leaving(document, source)
    ways = listed(document, "transitions")
    here = next((n for n, place in enumerate(places) if ways[place]["key"] == key), None)
    if here is None:
        raise refused("circuit-edit-gone")
    there = here + by
    if 0 <= there < len(places):
        one, other = places[here], places[there]
        ways[one], ways[other] = ways[other], ways[one]
    return Edited(document, key)


def duplicate(document: Document, key: str, label: str) -> Edited:
    """The same settings under other words."""
    return Edited(document, copied(document, "transitions", key, label)["key"])


def remove(document: Document, key: str) -> Edited:
    """An action goes, and with it what waited for it."""
    del listed(document, "transitions")[at(document, "transitions", key)]
    citing.forget_transition(document, key)
    return Edited(document)


def lead(
    document: Document, sources: Sequence[str], fired: str, to: str, label: str, *, back: bool
) -> str:
    """The key of a move of the system from `sources` to `to`: what votes and delays fire.

    `fired` is the one there was: it is led elsewhere when it serves these statuses alone; a new one
    is made when it does not. "" when it leads nowhere.
    """
    if not to or not sources:
        return ""
    way = find(document, "transitions", fired)
    if way is not None and is_system(way):
        if way.get("to") == to and set(sources) <= set(way.get("from", ())):
            return fired
        if set(way["by"]) == {SYSTEM} and len(citing.of_transition(document, fired)) < 2:
            way["from"], way["to"] = list(sources), to
            _face(way, back=back)
            return fired
    key = name_for(label, keys_in(document, "transitions"), "suite")
    made: Part = {"key": key, "label": label, "from": list(sources), "to": to, "by": [SYSTEM]}
    _face(made, back=back)
    places = _leaving(document, sources[0])
    put(document, "transitions", made, places[-1] + 1 if places else None)
    return key


def release(document: Document, fired: str) -> None:
    """A move of the system that votes or a delay fired goes once nothing fires it any more."""
    way = find(document, "transitions", fired)
    if way is None or set(way.get("by", ())) != {SYSTEM} or citing.of_transition(document, fired):
        return
    kinds = {status.get("key"): status.get("kind") for status in listed(document, "statuses")}
    if all(kinds.get(source) != "automatic" for source in way.get("from", ())):
        listed(document, "transitions").remove(way)


def led_to(document: Mapping[str, Any], fired: str) -> str:
    """Where a move leads; "" when there is none of this key."""
    return str((find(document, "transitions", fired) or {}).get("to", ""))


def _face(way: Part, *, back: bool) -> None:
    if back or way["to"] == "$previous":
        way["direction"] = "back"
    else:
        way.pop("direction", None)


def _leaving(document: Document, source: str) -> list[int]:
    """Places of the actions out of a status."""
    ways = enumerate(listed(document, "transitions"))
    return [place for place, way in ways if source in way.get("from", ())]
