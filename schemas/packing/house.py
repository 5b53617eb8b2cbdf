"""What definitions want of a house that no pack brings: its keys alone travel, never what it holds.

The form that is filled in by another machine says `parc`; the address of that machine and its
secret are the house's own, and each house sets up the one it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from core.contributions import all_of
from schemas.packing import hooks

POINT: Final = "schemas.house_needs"


class HouseNeed(Protocol):
    """What a room hangs at `schemas.house_needs`: something set up by hand, house by house."""

    key: str
    #: One of them, for people.
    label: Any

    def named(self, document: Mapping[str, Any]) -> set[str]:
        """The keys a document speaks of."""

    def there(self, key: str) -> bool:
        """Whether this house has it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing to set up, and the titles of what speaks of it."""

    sort: str
    key: str
    label: str
    by: tuple[str, ...]
    #: Whether it is set up here.
    here: bool

    @property
    def name(self) -> str:
        """As definitions are called: `data-source/parc`."""
        return f"{self.sort}/{self.key}"

    def plain(self) -> dict[str, Any]:
        """For terminals and programs."""
        return {
            "setting": self.name, "label": self.label, "needed_by": list(self.by), "here": self.here
        }  # fmt: skip


def settings_of(documents: Iterable[Mapping[str, Any]]) -> list[Setting]:
    """All that these documents want; one without the shape of its kind is not read."""
    speakers: dict[tuple[Any, str], dict[str, None]] = {}
    needs = all_of(POINT)
    for document in documents:
        if not hooks.holds(document):
            continue
        for need in needs:
            for key in need.named(document):
                speakers.setdefault((need, key), {})[str(document["title"])] = None
    found = [
        Setting(need.key, key, str(need.label), tuple(by), need.there(key))
        for (need, key), by in speakers.items()
    ]
    return sorted(found, key=lambda one: one.name)
