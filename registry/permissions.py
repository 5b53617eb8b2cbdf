"""What may be allowed in this room."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from core.i18n import _l


class Permission(StrEnum):
    """Held through roles on scopes."""

    RECORDS_READ = "records:read"
    RECORDS_WRITE = "records:write"
    RECORDS_DECIDE = "records:decide"
    RECORDS_IMPORT = "records:import"
    RECORDS_RESTRICTED = "records:restricted"

    @property
    def label(self) -> Any:
        """What it lets people do, in a few words."""
        return LABELS[self]


LABELS = {
    Permission.RECORDS_READ: _l("Voir les fiches de son périmètre"),
    Permission.RECORDS_WRITE: _l("Créer, modifier et archiver des fiches"),
    Permission.RECORDS_DECIDE: _l("Décider des modifications proposées qui passent par son groupe"),
    Permission.RECORDS_IMPORT: _l("Importer des fichiers de fiches et annuler un import"),
    Permission.RECORDS_RESTRICTED: _l("Limiter l’accès à une fiche, voir les fiches limitées"),
}
