"""Where things stand in a JSON text: pointer → line, keys written twice. For people who edit."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_TEXT: Final = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_BARE: Final = re.compile(r"[^ \t\r\n,\]}]+")


@dataclass(slots=True)
class Places:
    """Lines (from 1) of the values of a document, and what was named twice."""

    lines: dict[str, int] = field(default_factory=dict)
    twice: list[tuple[str, int]] = field(default_factory=list)

    def line_of(self, pointer: str) -> int | None:
        """The line of this value, else of the nearest thing around it."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer)


def places_in(text: str) -> Places:
    """Read positions out of a text that the JSON door has found to be JSON of bounded depth."""
    breaks = [match.start() for match in re.finditer("\n", text)]
    places = Places()
    for pointer, at, again in _values(text):
        line = bisect_right(breaks, at - 1) + 1
        if again:
            places.twice.append((pointer, line))
        places.lines[pointer] = line
    return places


def _values(text: str) -> Iterator[tuple[str, int, bool]]:
    """Every value with its pointer, its offset (of the key in an object), and whether again."""
    at = _skip(text, 0)
    yield "", at, False
    stack: list[tuple[str, set[str] | int]] = []
    if text[at : at + 1] in "[{":
        stack.append(("", set() if text[at] == "{" else 0))
        at += 1
    while stack:
        at = _skip(text, at)
        sign = text[at : at + 1]
        if sign in {"]", "}", ""}:
            stack.pop()
            at += 1
            continue
        if sign == ",":
            at += 1
            continue
        pointer, seen = stack[-1]
        start, again = at, False
        if isinstance(seen, set):
            key, at = _key(text, at)
            again = key in seen
            seen.add(key)
            step = key.replace("~", "~0").replace("/", "~1")
        else:
            step = str(seen)
            stack[-1] = (pointer, seen + 1)
        inner = f"{pointer}/{step}"
        yield inner, start, again
        at = _skip(text, at)
        if text[at : at + 1] in {"[", "{"}:
            stack.append((inner, set() if text[at] == "{" else 0))
            at += 1
        else:
            at = _end(text, at)


def _key(text: str, at: int) -> tuple[str, int]:
    end = _end(text, at)
    return json.loads(text[at:end]), _skip(text, end) + 1


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _end(text: str, at: int) -> int:
    found = (_TEXT if text[at] == '"' else _BARE).match(text, at)
    return found.end() if found else len(text)
