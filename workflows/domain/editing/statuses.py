"""Statuses: add, insert on the way, move, copy, remove."""

from __future__ import annotations

from typing import Any

from workflows.domain.editing import citing, palettes
from workflows.domain.editing.parts import (
    Document,
    Edited,
    Part,
    at,
    copied,
    find,
    keys_in,
    label_of,
    listed,
    moved,
    name_for,
    put,
    refused,
    run_in,
    within,
)
from workflows.domain.parts import SYSTEM

#: Icon of a status as long as nobody chose one.
ICONS = {
    "draft": "pencil",
    "waiting-user": "warning",
    "waiting-agent": "tray",
    "automatic": "arrows-clockwise",
    "accepted": "check",
    "refused": "x",
    "withdrawn": "archive",
    "closed": "archive",
}


def blank(document: Document, label: str, kind: str = "waiting-agent", **more: Any) -> Part:
    """A status of this kind, in the colours of the circuit."""
    status: Part = {"label": label[:200], "kind": kind, **more}
    status["key"] = name_for(label, keys_in(document, "statuses"), "etat")
    status["tone"] = palettes.tone_in(str(document.get("palette", palettes.DEFAULT)), status)
    status["icon"] = ICONS[palettes.meaning_of(status)]
    return status


def add(document: Document, label: str, after: str = "") -> Edited:
    """One that waits for agents, after the one that is open; else at the end."""
    keys = keys_in(document, "statuses")
    place = keys.index(after) + 1 if after in keys else len(keys)
    edited = put(document, "statuses", blank(document, label), place)
    if not document.get("initial"):
        document["initial"] = edited.key
    return edited


def insert(document: Document, transition: str, source: str, label: str, verb: str) -> Edited:
    """A status on the way of an action out of `source`: the action leads to it, and `verb` on."""
    way = find(document, "transitions", transition)
    if way is None or source not in way.get("from", ()):
        raise refused("circuit-edit-gone")
    if way["to"] not in keys_in(document, "statuses"):
        raise refused("circuit-edit-no-way", action=label_of(way))
    dest = way["to"]
    edited = add(document, label, after=source)
    way = _alone(document, way, source)
    way["to"] = edited.key
    agents = [
        key for key, function in document.get("functions", {}).items()
        if function.get("from") == "group"
    ]  # fmt: skip
    by = [name for name in way["by"] if name in agents] or agents[:1]
    key = name_for(verb, keys_in(document, "transitions"), "action")
    on = {"key": key, "label": verb, "from": [edited.key], "to": dest, "by": by}
    put(document, "transitions", on, at(document, "transitions", way["key"]) + 1)
    return edited


def _alone(document: Document, way: Part, source: str) -> Part:
    """The action out of `source` only: a copy when it leaves from elsewhere too."""
    if way["from"] == [source]:
        return way
    way["from"] = [key for key in way["from"] if key != source]
    old = way["key"]
    made = copied(document, "transitions", old, label_of(way))
    made["from"] = [source]
    if "label" not in way:
        made.pop("label")
    votes = (find(document, "statuses", source) or {}).get("parallel") or {}
    for end in ("accept", "reject"):
        if votes.get(end) == old:
            votes[end] = made["key"]
    for timer in document.get("timers") or ():
        if source in within(timer) and timer.get("fire") == old:
            timer["fire"] = made["key"]
    return made


def move(document: Document, key: str, by: int) -> Edited:
    """One place up or down the list: the order people read, nothing else."""
    return moved(document, "statuses", key, by)


def duplicate(document: Document, key: str, label: str) -> Edited:
    """The same settings; the actions out of it leave its copy too, its delays run there too."""
    made = copied(document, "statuses", key, label)
    for transition in listed(document, "transitions"):
        if key in transition.get("from", ()):
            transition["from"] = [*transition["from"], made["key"]]
    for timer in document.get("timers") or ():
        if key in within(timer):
            run_in(timer, [*within(timer), made["key"]])
    return Edited(document, made["key"])


def remove(document: Document, key: str, *, ways: bool) -> Edited:
    """A status goes; with `ways`, so do the actions and delays that make no sense without it.

    Without, they stay as they are and are told one by one until they lead somewhere else.
    """
    place = at(document, "statuses", key)
    del listed(document, "statuses")[place]
    if ways:
        _remove_ways(document, key)
    keys = keys_in(document, "statuses")
    return Edited(document, keys[min(place, len(keys) - 1)] if keys else "")


def _remove_ways(document: Document, key: str) -> None:
    gone, kept = [], []
    for transition in listed(document, "transitions"):
        sources = [one for one in transition.get("from", ()) if one != key]
        if transition.get("to") == key or (key in transition.get("from", ()) and not sources):
            gone.append(transition["key"])
        else:
            kept.append({**transition, "from": sources})
    document["transitions"] = kept
    timers = []
    for timer in document.get("timers") or ():
        left = [one for one in within(timer) if one != key]
        if left != within(timer):
            run_in(timer, left)
        if left:
            timers.append(timer)
    if "timers" in document:
        document["timers"] = timers
    for transition in gone:
        citing.forget_transition(document, transition)
    if document.get("initial") == key:
        drafts = (s["key"] for s in document["statuses"] if s.get("kind") == "draft")
        document["initial"] = next(drafts, "")


def is_system(transition: Part | None) -> bool:
    """Whether the engine may make this move by itself."""
    return transition is not None and SYSTEM in transition.get("by", ())
