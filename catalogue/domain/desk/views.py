"""Lists of the desk under a name: those of the house, those people keep, those packs bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogue.domain.desk.filters import DeskFilter
from catalogue.domain.desk.orders import DEFAULT_ORDER

WAITING, LATE, MINE, WITH_APPLICANT, ALL = (
    "a-traiter",
    "en-retard",
    "miennes",
    "chez-demandeur",
    "toutes",
)
#: What each list of the house narrows to, and its order.
HOUSE_VIEWS: Mapping[str, tuple[Mapping[str, tuple[str, ...]], str]] = {
    WAITING: ({"tour": ("moi",)}, "echeance"),
    LATE: ({"retard": ("oui",)}, "echeance"),
    MINE: ({"agent": ("moi",)}, DEFAULT_ORDER),
    WITH_APPLICANT: ({"nature": ("demandeur",)}, DEFAULT_ORDER),
    ALL: ({}, DEFAULT_ORDER),
}


@dataclass(frozen=True, slots=True)
class KeptView:
    """A list somebody kept, or that a pack brought."""

    #: What `vue` holds in an address: the id of a row, or the key of a definition.
    key: str
    name: str
    filter: DeskFilter
    columns: tuple[str, ...] = ()
    tone: str = ""
    icon: str = ""
    #: Key of the group it is shared with.
    group: str | None = None
    #: Whether whoever looks may rename and change it.
    own: bool = False
    version: int = 0

    @classmethod
    def of_definition(cls, document: Mapping[str, Any]) -> KeptView:
        """Read a document of kind `desk-view`."""
        return cls(
            key=document["key"],
            name=document["title"],
            filter=filter_of(document),
            columns=tuple(document.get("columns", ())),
            tone=document.get("tone", ""),
            icon=document.get("icon", ""),
        )


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a view of a pack is for: groups of agents; everybody when none is named."""

    groups: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Audience:
        """Read `audience`."""
        return cls(frozenset(document.get("audience", ())))

    def lets(self, groups: frozenset[str]) -> bool:
        """Whether somebody of these groups sees the view."""
        return not self.groups or bool(self.groups & groups)


def filter_of(document: Mapping[str, Any]) -> DeskFilter:
    """The narrowing of a document of kind `desk-view`."""
    return DeskFilter.of(
        {
            "fields": document.get("filters", {}),
            "text": document.get("text", ""),
            "order": document.get("sort"),
        }
    )
