"""Permissions on the house itself."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from core.i18n import _l


class Permission(StrEnum):
    """`<resource>:<act>`."""

    JOBS_READ = "jobs:read"
    JOBS_MANAGE = "jobs:manage"
    SETTINGS_MANAGE = "settings:manage"
    ERASURES_MANAGE = "erasures:manage"

    @property
    def label(self) -> Any:
        """What it lets people do, in a few words."""
        return LABELS[self]


LABELS = {
    Permission.JOBS_READ: _l("Voir les tâches de fond et celles qui ont échoué"),
    Permission.JOBS_MANAGE: _l("Relancer et annuler les tâches de fond"),
    Permission.SETTINGS_MANAGE: _l("Changer les réglages de la collectivité"),
    Permission.ERASURES_MANAGE: _l("Effacer des demandes, des fiches et des comptes"),
}
