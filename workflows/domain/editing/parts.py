"""Where the parts of a circuit stand in its document, and the names new ones get."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.errors import Invalid
from core.folding import fold
from core.problems import Problem
from workflows.domain.room import MOST

Document = dict[str, Any]
Part = dict[str, Any]

LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Edited:
    """A document after an act, and the key of what the act was about."""

    document: Document
    key: str = ""


def refused(code: str, path: str = "", **params: Any) -> Invalid:
    """One thing that cannot be done."""
    known: Mapping[str, Any] = params
    return Invalid([Problem(path, code, known)])


def listed(document: Mapping[str, Any], name: str) -> list[Part]:
    """A list of the document, made when it is absent: `statuses`, `transitions`, `timers`…"""
    found: list[Part] = document.get(name) or []
    if isinstance(document, dict):
        document[name] = found
    return found


def keys_in(document: Mapping[str, Any], name: str) -> list[str]:
    """The keys of a list, in its order."""
    return [str(part.get("key", "")) for part in document.get(name) or ()]


def find(document: Mapping[str, Any], name: str, key: str) -> Part | None:
    """The part of this key."""
    parts: Iterator[Part] = iter(document.get(name) or ())
    return next((part for part in parts if part.get("key") == key), None)


def at(document: Mapping[str, Any], name: str, key: str) -> int:
    """The place of a part; refused when it has gone."""
    keys = keys_in(document, name)
    if key not in keys:
        raise refused("circuit-edit-gone")
    return keys.index(key)


def put(document: Document, name: str, part: Part, place: int | None = None) -> Edited:
    """One more part, at the end unless told; refused when there are too many."""
    parts = listed(document, name)
    if len(parts) >= MOST[name]:
        raise refused("circuit-edit-many", most=MOST[name])
    parts.insert(len(parts) if place is None else place, part)
    return Edited(document, part["key"])


def moved(document: Document, name: str, key: str, by: int) -> Edited:
    """A part one place up (-1) or down (1); the edges hold it."""
    parts, place = listed(document, name), at(document, name, key)
    parts.insert(max(0, min(place + by, len(parts) - 1)), parts.pop(place))
    return Edited(document, key)


def copied(document: Document, name: str, key: str, label: str) -> Part:
    """A part of the same settings, with words and a key of its own, right after the first."""
    place = at(document, name, key)
    part = copy.deepcopy(listed(document, name)[place])
    part["key"] = name_for(label, keys_in(document, name), name.rstrip("s"))
    part["label"] = label[:200]
    put(document, name, part, place + 1)
    return part


def name_for(label: str, taken: Collection[str], otherwise: str) -> str:
    """`Visa du maire` → `visa_du_maire`, numbered when it is taken."""
    plain = fold(label).replace(" ", "_").lstrip("0123456789_")
    stem = plain[:LONGEST_NAME].strip("_") or otherwise
    name, number = stem, 1
    while name in taken:
        number += 1
        end = f"_{number}"
        name = stem[: LONGEST_NAME - len(end)].rstrip("_") + end
    return name


def label_of(part: Mapping[str, Any]) -> str:
    """The words of a part; its key when it has none."""
    return str(part.get("label") or part.get("key") or "")


def set_or_drop(part: Part, name: str, value: object) -> None:
    """Write what says something; what says nothing goes."""
    if value in ("", None, [], {}, False):
        part.pop(name, None)
    else:
        part[name] = value


def within(timer: Mapping[str, Any]) -> list[str]:
    """The statuses a delay runs in: one, or several."""
    named = timer.get("in", "")
    if isinstance(named, str):
        return [named] if named else []
    return list(named)


def run_in(timer: Part, statuses: list[str]) -> None:
    """One is written as a word, several as a list; none leaves the word empty, to be told."""
    timer["in"] = statuses if len(statuses) > 1 else "".join(statuses)
