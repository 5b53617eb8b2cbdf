"""What a load of a pack did, for history, terminals, pages and programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class PackReport:
    """What a load did, by names of definitions (kind/key)."""

    key: str
    version: str
    title: str
    first: bool
    published: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    data: dict[str, dict[str, int]] = field(default_factory=dict)
    #: Those among the published ones that hold both sides' changes.
    merged: list[str] = field(default_factory=list)
    #: Taken out of service, as the pack no longer brings them.
    retired: list[str] = field(default_factory=list)
    #: Packs that were installed first.
    required: list[str] = field(default_factory=list)
    #: What is still to be tied to this house.
    to_bind: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether the load did anything at all."""
        return bool(self.first or self.published or self.files or self.data or self.retired)

    def plain(self) -> dict[str, Any]:
        """For history, terminals and programs."""
        return asdict(self)
