"""What may be allowed in this room."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from core.i18n import _l


class Permission(StrEnum):
    """Held through roles on scopes."""

    ACCOUNTS_READ = "accounts:read"
    ACCOUNTS_MANAGE = "accounts:manage"
    ROLES_GRANT = "roles:grant"
    SESSIONS_END = "sessions:end"
    ACCOUNTS_SUPPORT = "accounts:support"
    MEMBERS_DELEGATE = "members:delegate"

    @property
    def label(self) -> Any:
        """What it lets people do, in a few words."""
        return LABELS[self]


LABELS = {
    Permission.ACCOUNTS_READ: _l("Voir les comptes, leurs rôles et les périmètres"),
    Permission.ACCOUNTS_MANAGE: _l("Créer, modifier, désactiver et inviter des comptes"),
    Permission.ROLES_GRANT: _l("Donner et retirer des rôles, composer les groupes"),
    Permission.SESSIONS_END: _l("Fermer les sessions ouvertes d’un compte"),
    Permission.ACCOUNTS_SUPPORT: _l("Voir la plateforme comme une autre personne, pour l’aider"),
    Permission.MEMBERS_DELEGATE: _l("Habiliter des membres de son établissement"),
}
