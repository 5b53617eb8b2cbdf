"""Roles as they are live now: definitions of kind `role`, read once per version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from core.kept import Kept
from schemas import queries as definitions


@dataclass(frozen=True, slots=True)
class Role:
    """What a live role allows."""

    key: str
    title: str
    permissions: frozenset[str]
    rules: tuple[Any, ...]
    staff: bool
    #: Whoever may delegate hands it on, within what they hold themselves.
    delegable: bool = False


#: Published versions never change: reading one twice gives the same role.
_read: Final[Kept[UUID, Role]] = Kept(500)


def live_roles() -> dict[str, Role]:
    """Key → live role. One query; each version is read once by this process."""
    return {version.key: _role(version) for version in definitions.live_all("role")}


def live_role(key: str) -> Role | None:
    """The live role called `key`, if any."""
    return live_roles().get(key)


def roles_with(permission: str) -> list[str]:
    """Keys of the live roles that hold `permission`."""
    return [key for key, role in live_roles().items() if permission in role.permissions]


def _role(version: Any) -> Role:
    return _read.of(version.id, lambda: _of(version.key, version.body))


def _of(key: str, body: Mapping[str, Any]) -> Role:
    return Role(
        key=key,
        title=str(body.get("title") or key),
        permissions=frozenset(body.get("permissions", ())),
        rules=tuple(body.get("rules", ())),
        staff=bool(body.get("staff", False)),
        delegable=bool(body.get("delegable", False)),
    )
