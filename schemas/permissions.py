"""What people may do with the documents of administrators."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self

from core.actor import Actor
from core.errors import Forbidden
from core.i18n import _l


class Permission(StrEnum):
    """`<resource>:<act>`; a role lists the ones it gives."""

    label: Any

    def __new__(cls, value: str, label: Any) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    DEFINITIONS_READ = "definitions:read", _l("Lire les définitions")
    DEFINITIONS_WRITE = "definitions:write", _l("Modifier les brouillons de définitions")
    DEFINITIONS_PUBLISH = "definitions:publish", _l("Publier et retirer des définitions")
    PACKS_MANAGE = "packs:manage", _l("Charger et exporter des lots")


def organisation_wide(actor: Actor, permission: str) -> bool:
    """Whether it is held on the whole organisation: definitions and packs are everybody's.

    An administrator of one school must not change the forms, or the roles, of all of them.
    """
    return actor.system or any(
        permission in grant.permissions and grant.scope_path.rstrip("/").count("/") <= 1
        for grant in actor.grants
    )


def need(actor: Actor, permission: Permission) -> None:
    """Refuse whoever does not hold `permission` on the whole organisation."""
    if not organisation_wide(actor, permission):
        raise Forbidden
