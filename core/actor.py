"""Who acts, with which rights: resolved once per request, passed to every act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held on a scope for a period; `permissions` and `rules` are those of the live role."""

    id: UUID
    role: str
    role_title: str
    scope_path: str
    scope_label: str
    permissions: frozenset[str]
    rules: tuple[Any, ...] = ()
    valid_until: date | None = None
    source: str = "direct"

    def covers(self, scope_path: str | None) -> bool:
        """Whether a thing at `scope_path` lies in the tree under this grant."""
        if scope_path is None:
            return False
        return scope_path == self.scope_path or scope_path.startswith(
            self.scope_path.rstrip("/") + "/"
        )


@dataclass(frozen=True, slots=True)
class Membership:
    """Membership of a group (of agents) on a scope: what functions of circuits are bound to."""

    group: str
    scope_path: str
    #: Whose membership it is, when this person stands in for somebody until a day.
    stands_in_for: UUID | None = None
    stands_in_name: str = ""
    until: date | None = None

    def covers(self, scope_path: str | None) -> bool:
        """Whether the membership reaches a thing at `scope_path`."""
        if scope_path is None:
            return False
        root = self.scope_path.rstrip("/")
        return scope_path == self.scope_path or scope_path.startswith(root + "/")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a program, or the house itself (`system`). Nobody holds nothing."""

    account_id: UUID | None = None
    name: str = ""
    email: str = ""
    grants: tuple[Grant, ...] = ()
    memberships: tuple[Membership, ...] = ()
    #: The house acting by itself: jobs, timers, imports from the command line.
    system: bool = False
    #: Door used, for history: ui, api, job, import.
    via: str = "ui"
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Somebody (or the house), not an anonymous visitor."""
        return self.system or self.account_id is not None

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        parts = self.name.replace("-", " ").split()
        return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts))

    def holds(self, permission: str, scope_path: str | None = None) -> bool:
        """Whether some grant gives `permission`, at `scope_path` when one is given."""
        if self.system:
            return True
        return any(
            permission in grant.permissions and (scope_path is None or grant.covers(scope_path))
            for grant in self.grants
        )

    def scopes_for(self, permission: str) -> tuple[str, ...]:
        """Roots of the trees where `permission` is held; no root lies under another."""
        return tuple(outermost(g.scope_path for g in self.grants if permission in g.permissions))

    def in_group(self, group: str, scope_path: str) -> bool:
        """Whether this person sits in `group` for a thing at `scope_path`."""
        return any(m.group == group and m.covers(scope_path) for m in self.memberships)


NOBODY = Actor()
HOUSE = Actor(name="Préau", system=True, via="job")


def outermost(paths: Iterable[str]) -> list[str]:
    """Drop the paths that lie under another one of the list; in the order of text.

    Looked at piece by piece: as text, "/a-b" stands between "/a" and "/a/x".
    """
    kept: list[list[str]] = []
    for pieces in sorted(path.rstrip("/").split("/") for path in set(paths)):
        if not kept or pieces[: len(kept[-1])] != kept[-1]:
            kept.append(pieces)
    return sorted("/".join(pieces) or "/" for pieces in kept)
