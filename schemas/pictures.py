"""A room may show its definitions as a picture on their page: fillers of `schemas.pictures`.

A filler has `key`, `kind` and `picture(version)`: `{"title", "template", …}`, where `template` is
drawn with the rest as `picture`; None when there is nothing to show of this version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from core.contributions import all_of

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

POINT: Final = "schemas.pictures"


class Picture(Protocol):
    """A filler of the point."""

    key: str
    kind: str

    def picture(self, version: DefinitionVersion) -> dict[str, Any] | None:
        """What its template needs, and the template's name."""


def picture_of(kind: str, version: DefinitionVersion | None) -> dict[str, Any] | None:
    """The picture of a published version, if a room draws this kind."""
    found: list[Picture] = [each for each in all_of(POINT) if each.kind == kind]
    return found[0].picture(version) if found and version is not None else None
