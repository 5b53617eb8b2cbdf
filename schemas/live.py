"""What a publication owes to what runs on older versions: said by the room that holds it.

A room fills `schemas.live` with an object that has `key`, `kind`, `policies` (policy → label and
hint), `legend`, `dated` (whether drafts may have a last day), and
`problems(version)` (what stands in the way of publishing it over what runs),
`completed(version, policy)` (the document with what is to be recorded in it, or None),
`link(key)` (address and words of the page where it is settled), `tab` (its key in the editor).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from core.canonical import canonical
from core.contributions import all_of
from core.problems import Problem
from schemas.errors import NotPublishable
from schemas.publication import write

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

POINT: Final = "schemas.live"


def settle(version: DefinitionVersion, policy: str) -> None:
    """Refuse what would lose something that runs; write down what becomes of it."""
    found = problems_of(version)
    if found:
        raise NotPublishable(found)
    for room in _rooms(version.kind):
        document: Mapping[str, Any] | None = room.completed(version, policy)
        if document is not None:
            write(version, canonical(dict(document)))


def problems_of(version: DefinitionVersion) -> list[Problem]:
    """What stands in the way, as rooms tell it."""
    return [problem for room in _rooms(version.kind) for problem in room.problems(version)]


def room_of(kind: str) -> Any | None:
    """Who speaks for what runs on definitions of this kind."""
    return next(iter(_rooms(kind)), None)


def _rooms(kind: str) -> list[Any]:
    return [room for room in all_of(POINT) if room.kind == kind]
