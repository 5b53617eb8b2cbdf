"""What is told when a definition or a pack has changed: ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DefinitionPublished:
    """A version is live from now on and will never change."""

    version_id: UUID
    kind: str
    key: str
    #: One of several published together: what they owe each other is looked at when all are there.
    in_pack: bool = False
    #: What becomes of what runs on older versions: stay, compatible, all.
    policy: str = "stay"
    #: Last day of the drafts of older versions.
    drafts_until: date | None = None


@dataclass(frozen=True, slots=True)
class DefinitionRetired:
    """Nothing new starts on this definition; what runs on its versions goes on."""

    definition_id: UUID
    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class PackLoaded:
    """A pack was installed or updated; the groups its documents name are to be created, empty."""

    pack_id: UUID
    key: str
    pack_version: str
    #: Key of a group → its label as the pack gives it (the key itself otherwise).
    groups: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DefinitionForgotten:
    """A definition that never served goes without a trace: what rooms keep of its versions goes."""

    kind: str
    key: str
    version_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class PackRemoved:
    """A pack was taken away; groups it made, that nobody sits in or names, may go with it."""

    pack_id: UUID
    key: str
    groups: tuple[str, ...]
    #: Groups older than this were not made by it; None: nobody knows.
    begun_at: datetime | None
