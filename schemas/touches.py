"""What a change touches: what cites what changes, counted by the rooms that hold it.

A room fills `schemas.touches` with objects that have `key` and
`touched(version, document, changes) -> Iterable[Touch]`: the version in service, the document about
to take its place, the typed changes. Counts are bounded: over a thousand is « plus de 1 000 ».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.contributions import all_of
from schemas.domain.changes import Change
from schemas.models import DefinitionVersion

POINT: Final = "schemas.touches"
#: Counting stops here: one more than what is said.
MOST: Final = 1001
_PLACEHOLDER: Final = re.compile(r"\{\s*([a-z][a-z0-9_.]*)")
_POINTER: Final = re.compile(r"(?:/[a-z][a-z0-9_]*)+")
#: What stands before the name of an answer in documents of other rooms.
_HEADS: Final = ("data.", "donnees.", "r.", "./")


@dataclass(frozen=True, slots=True)
class Touch:
    """Something that cites what changes; `field` "" is the definition as a whole."""

    label: str
    count: int
    url: str | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What runs on a definition when a pack brings it anew: how much stays, how much follows."""

    stays: int = 0
    follows: int = 0


def under_way(version: DefinitionVersion, document: Mapping[str, Any]) -> UnderWay:
    """What rooms hold that is not over, counted up to `MOST`; `document` is what the pack brings.

    A room may have `under_way(version, document) -> (stays, follows)`.
    """
    rooms = (getattr(room, "under_way", None) for room in all_of(POINT))
    found = [ask(version, document) for ask in rooms if ask]
    return UnderWay(sum(stays for stays, _f in found), sum(follows for _s, follows in found))


def touches_of(
    version: DefinitionVersion, document: Mapping[str, Any], changes: Iterable[Change]
) -> list[Touch]:
    """Everything that is touched; what cites no question is left out, an empty house is told."""
    listed = list(changes)
    found = [touch for room in all_of(POINT) for touch in room.touched(version, document, listed)]
    return [touch for touch in found if touch.count or not touch.field]


def fields_of(changes: Iterable[Change], most: int = 40) -> list[str]:
    """The questions changes are about, by address, each once."""
    return list(dict.fromkeys(change.field for change in changes if change.field))[:most]


def citations(document: Any) -> frozenset[str]:
    """The names of answers a document cites, dotted: in conditions, pointers and sentences."""
    return frozenset(_cited(document))


def cites(cited: frozenset[str], field: str) -> bool:
    """Whether the question at this address is one of them, or holds one of them."""
    name = field.strip("/").replace("/", ".")
    return any(each == name or each.startswith(f"{name}.") for each in cited)


def _cited(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if _POINTER.fullmatch(value):
            yield value.strip("/").replace("/", ".")
        for name in _PLACEHOLDER.findall(value):
            yield _bare(name)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "var" and isinstance(inner, str):
                yield _bare(inner)
            elif key in {"sum", "min", "max", "cat", "count", "any", "all"}:
                yield from _rows(inner)
            yield from _cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _cited(inner)


def _rows(operands: Any) -> Iterator[str]:
    """`["lots", "montant"]`: the list and its cell; `["lots", condition]`: `./x` is of the row."""
    if not isinstance(operands, list) or not operands or not isinstance(operands[0], str):
        return
    stem = _bare(operands[0])
    yield stem
    for other in operands[1:]:
        if isinstance(other, str):
            yield f"{stem}.{other}"
        else:
            yield from (f"{stem}.{name}" for name in _cited(other))


def _bare(name: str) -> str:
    head = next((each for each in _HEADS if name.startswith(each)), "")
    return name.removeprefix(head)
