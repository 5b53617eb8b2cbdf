"""Why a person may or may not read or write a field of a record, in words."""

from __future__ import annotations

from typing import Any

from core.actor import Actor
from core.i18n import _
from registry import queries
from registry.domain.entity import Entity, EntityField
from registry.models import Record
from registry.permissions import Permission


def explained(actor: Actor, entity: Entity, record: Record, field: EntityField) -> dict[str, Any]:
    """`read` and `write`, each with its verdict and its reasons."""
    return {
        "field": field.key,
        "read": _access(*_reading(actor, record, field)),
        "write": _access(*_writing(actor, entity, record, field)),
    }


def _reading(actor: Actor, record: Record, field: EntityField) -> tuple[bool, list[Any]]:
    held = _held(actor, Permission.RECORDS_READ, record)
    if held:
        return True, held
    missing = _missing(Permission.RECORDS_READ)
    if not queries.is_own(actor, record):
        return False, [missing]
    own = ("own-place", _("C’est la fiche de votre propre établissement."))
    if field.open:
        return True, [own, ("open-field", _("Ce champ se lit par qui voit la fiche."))]
    return False, [own, ("closed-field", _("Ce champ est personnel ou sensible.")), missing]


def _writing(
    actor: Actor, entity: Entity, record: Record, field: EntityField
) -> tuple[bool, list[Any]]:
    if field.key == entity.code:
        return False, [("frozen-code", _("Le code d’une fiche ne change pas."))]
    held = _held(actor, Permission.RECORDS_WRITE, record)
    if not held:
        return False, [_missing(Permission.RECORDS_WRITE)]
    readable, why_not = _reading(actor, record, field)
    return (True, held) if readable else (False, why_not)


def _held(actor: Actor, permission: Permission, record: Record) -> list[tuple[str, str]]:
    return [
        ("granted", _("Le rôle « %(role)s » sur %(scope)s donne le droit « %(permission)s ».",
                      role=grant.role_title, scope=grant.scope_label, permission=permission.value))
        for grant in actor.grants
        if permission in grant.permissions and grant.covers(record.scope_path)
    ]  # fmt: skip


def _missing(permission: Permission) -> tuple[str, str]:
    return "not-granted", _(
        "Aucun de vos rôles ne donne ici le droit « %(permission)s ».", permission=permission.value
    )


def _access(allowed: bool, reasons: list[Any]) -> dict[str, Any]:  # noqa: FBT001 – a verdict
    told = [{"code": code, "message": text} for code, text in reasons]
    return {"allowed": allowed, "reasons": told}
