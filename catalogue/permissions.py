"""Permissions on services and requests."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from core.i18n import _l


class Permission(StrEnum):
    """`<resource>:<act>`."""

    ESTABLISHMENTS_READ = "establishments:read"
    SERVICES_READ = "services:read"
    REQUESTS_FILE = "requests:file"
    REQUESTS_FOLLOW = "requests:follow"
    REQUESTS_PROCESS = "requests:process"
    REQUESTS_SUPERVISE = "requests:supervise"

    @property
    def label(self) -> Any:
        """What it lets people do, in a few words."""
        return LABELS[self]


LABELS = {
    Permission.ESTABLISHMENTS_READ: _l("Voir le profil de son établissement"),
    Permission.SERVICES_READ: _l("Voir les téléservices proposés"),
    Permission.REQUESTS_FILE: _l("Saisir et déposer des demandes"),
    Permission.REQUESTS_FOLLOW: _l("Suivre les demandes de son établissement"),
    Permission.REQUESTS_PROCESS: _l(
        "Instruire les demandes : les lire, les annoter, les faire avancer"
    ),
    Permission.REQUESTS_SUPERVISE: _l("Confier les demandes et suivre celles des autres agents"),
}
