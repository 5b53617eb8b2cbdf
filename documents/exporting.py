"""What a room says of a list it lets be exported; the rights an export is made with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from core import sheets
from core.actor import Actor
from core.contributions import one_of
from core.errors import NotFound
from core.sheets import Column

#: Contribution point: lists that can be exported.
SOURCES = "documents.exports"
#: Letters to print, one behind the other.
PRINT = "pdf"
Wanted = Mapping[str, Any]
Rows = Sequence[Mapping[str, Any]]


class Source(Protocol):
    """A list that can be made a file. Each question is asked with the rights of the moment."""

    key: str
    # Optional: `formats`, those it is made in (else the sheets of the house). Rows of a list made
    # as `PRINT` name letters: {"letter": id}.

    def may(self, actor: Actor, wanted: Wanted) -> bool:
        """Whether this person may export such a list at all."""

    def columns(self, actor: Actor, wanted: Wanted) -> Sequence[Column]:
        """What the file may hold, in order."""

    def count(self, actor: Actor, wanted: Wanted) -> int | None:
        """How many rows there will be, when that is quickly told."""

    def chunk(self, actor: Actor, wanted: Wanted, cursor: str | None) -> tuple[Rows, str | None]:
        """The rows behind `cursor` and where to go on; a row holds only what may be read of it."""


def source_of(key: str) -> Source:
    """The source of this name."""
    found: Source | None = one_of(SOURCES, key)
    if found is None:
        raise NotFound
    return found


def formats_of(source: Source) -> Collection[str]:
    """In which formats a list may be asked for."""
    return getattr(source, "formats", sheets.FORMATS)


def digest_of(actor: Actor) -> str:
    """The rights of a person as one digest: two exports of one digest show the same."""
    grants = sorted(
        [g.role, g.scope_path, sorted(g.permissions), repr(g.rules)] for g in actor.grants
    )
    teams = sorted([m.group, m.scope_path] for m in actor.memberships)
    return hashlib.sha256(json.dumps([grants, teams], default=str).encode()).hexdigest()
