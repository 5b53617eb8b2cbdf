"""Roles as they are live now: definitions of kind `role`, read once per version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from accounts.models import Account, Grant, Scope
from accounts.queries.dates import granted_today
from accounts.queries.scopes import under
from core.actor import Actor
from core.database import session
from schemas import queries as definitions


@dataclass(frozen=True, slots=True)
class Role:
    """What a live role allows."""

    key: str
    title: str
    permissions: frozenset[str]
    rules: tuple[Any, ...]
    staff: bool


#: Published versions never change: reading one twice gives the same role.
_read: dict[UUID, Role] = {}
_KEPT = 500


def live_roles() -> dict[str, Role]:
    """Key → live role. One query; each version is read once by this process."""
    return {version.key: _role(version) for version in definitions.live_all("role")}


def live_role(key: str) -> Role | None:
    """The live role called `key`, if any."""
    return live_roles().get(key)


def holders_of_role(actor: Actor, key: str, permission: str, limit: int = 200) -> list[Grant]:
    """Grants of a role that hold today, of people this actor looks after."""
    return list(
        session.scalars(
            select(Grant)
            .join(Account)
            .join(Scope)
            .where(
                Grant.role == key,
                Account.disabled_at.is_(None),
                granted_today(),
                under(actor.scopes_for(permission), everywhere=actor.system),
            )
            .order_by(Account.folded, Grant.id)
            .limit(limit)
        )
    )


def _role(version: Any) -> Role:
    found = _read.get(version.id)
    if found is None:
        body = version.body
        found = Role(
            key=version.key,
            title=str(body.get("title") or version.key),
            permissions=frozenset(body.get("permissions", ())),
            rules=tuple(body.get("rules", ())),
            staff=bool(body.get("staff", False)),
        )
        if len(_read) > _KEPT:
            _read.clear()
        _read[version.id] = found
    return found
