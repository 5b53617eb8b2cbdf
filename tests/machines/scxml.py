"""SCXML read as plain states: composite states are laid flat, what they do with data is refused."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from tests.machines.flat import CannotSay, Flat, Way

#: Told in words, without effect on where the machine stands.
SILENT = {"log", "onentry", "onexit", "initial", "datamodel"}
REFUSED = {
    "parallel": "two states at once: a request stands in one status; what may go side by side in "
    "it are votes",
    "history": "memory of a composite state: a step back returns to the latest status left, on a "
    "stack, and not to where some region once was",
    "assign": "variables written by the machine: answers are written by people, under a form",
    "script": "code inside the machine: a document holds none",
    "invoke": "a machine inside the machine",
    "send": "events the machine sends to itself",
    "raise": "events the machine sends to itself",
}


def read(text: str, name: str) -> Flat:
    """A machine; `CannotSay` with the first thing our circuits have no word for."""
    root = ET.fromstring(text)
    tags = [_tag(each) for each in root.iter()]
    for tag, why in REFUSED.items():
        if tag in tags:
            raise CannotSay(why)
    leaves: list[str] = []
    ways: list[Way] = []
    ends: set[str] = set()
    nodes = {each.get("id", ""): each for each in root.iter() if _tag(each) in {"state", "final"}}
    first = _first(root, nodes)
    _walk(root, (), leaves, ways, ends, nodes)
    return Flat(name, first, leaves, ways, ends)


def _walk(
    node: Any,
    outer: tuple[Any, ...],
    leaves: list[str],
    ways: list[Way],
    ends: set[str],
    nodes: Any,
) -> None:
    inner = [each for each in node if _tag(each) in {"state", "final"}]
    for child in inner:
        _walk(child, (child, *outer), leaves, ways, ends, nodes)
    if inner or _tag(node) == "scxml":
        return
    key = node.get("id", "")
    leaves.append(key)
    if _tag(node) == "final":
        ends.add(key)
    for owner in outer:  # the inner one is asked first
        for found in owner:
            if _tag(found) == "transition":
                ways += _ways(found, key, nodes)


def _ways(found: Any, source: str, nodes: Any) -> list[Way]:
    cond = (found.get("cond") or "true").strip()
    if cond not in {"true", "false"}:
        raise CannotSay(f"a condition in JavaScript: {cond}")
    target = found.get("target")
    if target is None:
        raise CannotSay("a transition that leads nowhere: a move always arrives somewhere")
    if " " in target or target not in nodes:
        raise CannotSay("a transition to several states")
    events = (found.get("event") or "").split() or [""]
    return [Way(e, source, _first(nodes[target], nodes), holds=cond == "true") for e in events]


def _first(node: Any, nodes: Any) -> str:
    """The leaf that is entered when this one is."""
    inner = [each for each in node if _tag(each) in {"state", "final"}]
    if not inner:
        return str(node.get("id", ""))
    named = node.get("initial")
    for each in node:
        if _tag(each) == "initial":
            named = next(t.get("target") for t in each if _tag(t) == "transition")
    return _first(nodes[named] if named else inner[0], nodes)


def _tag(node: Any) -> str:
    return str(node.tag).rsplit("}", 1)[-1]
