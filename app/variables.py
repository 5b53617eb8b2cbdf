"""The variables of the environment as a screen tells them: what each is for, whether it is given.

A value that opens something is never shown, only that it is there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.i18n import _l


@dataclass(frozen=True, slots=True)
class Variable:
    """One name of the environment."""

    name: str
    label: Any
    #: What holds when it is not given.
    default: Any
    secret: bool = False


VARIABLES: Final = (
    Variable("BASE_URL", _l("Adresse publique du site"), "http://127.0.0.1:8000"),
    Variable("TRUSTED_HOSTS", _l("Autres noms sous lesquels le site répond"), _l("aucun")),
    Variable("TRUSTED_PROXIES", _l("Nombre de relais devant la plateforme"), "0"),
    Variable("PORT", _l("Port où les pages sont servies"), "8000"),
    Variable("WEB_CONCURRENCY", _l("Nombre de processus qui servent les pages"), "2"),
    Variable("DATABASE_URL", _l("Base PostgreSQL"), _l("base embarquée"), secret=True),
    Variable(
        "PREAU_MIGRATE_URL", _l("La même base, pour les mises à jour"), "DATABASE_URL", secret=True
    ),
    Variable("REDIS_URL", _l("Serveur Redis"), _l("serveur embarqué"), secret=True),
    Variable("SECRET_KEY", _l("Clé de la maison"), _l("tirée au premier démarrage"), secret=True),
    Variable("SMTP_URL", _l("Serveur des courriels"), _l("dossier var/outbox"), secret=True),
    Variable("MAIL_FROM", _l("Expéditeur des courriels"), _l("ne-pas-repondre@ cette adresse")),
    Variable("PREAU_CLAMD", _l("Antivirus"), _l("aucun")),
    Variable("PREAU_VAR", _l("Dossier des fichiers et des journaux"), "var"),
    Variable("PREAU_STORAGE", _l("Où sont les fichiers reçus : folder ou s3"), "folder"),
    Variable("PREAU_S3_ENDPOINT", _l("Serveur S3"), _l("aucun")),
    Variable("PREAU_S3_BUCKET", _l("Bucket des fichiers"), _l("aucun")),
    Variable("PREAU_S3_REGION", _l("Région du bucket"), "us-east-1"),
    Variable("PREAU_S3_PREFIX", _l("Début des noms dans le bucket"), _l("aucun")),
    Variable("PREAU_S3_KEY", _l("Clé du bucket"), _l("aucune"), secret=True),
    Variable("PREAU_S3_SECRET", _l("Secret de la clé du bucket"), _l("aucun"), secret=True),
    Variable("MAX_BODY_MIB", _l("Taille d’un envoi avec fichiers, en Mio"), "64"),
    Variable("SESSION_IDLE_MINUTES", _l("Minutes sans clic avant de se reconnecter"), "120"),
    Variable("SESSION_ABSOLUTE_HOURS", _l("Heures après la connexion avant d’en changer"), "12"),
    Variable(
        "PREAU_OUTBOUND_ALLOWED", _l("Adresses internes ouvertes aux connecteurs"), _l("aucune")
    ),
    Variable("PREAU_METRICS", _l("Qui lit les mesures"), _l("personne")),
    Variable("PREAU_METRICS_TOKEN", _l("Jeton pour lire les mesures"), _l("aucun"), secret=True),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A variable, as this process was given it."""

    name: str
    label: Any
    #: None: given, and not to be read.
    value: Any
    given: bool


def shown(environ: Mapping[str, str] | None = None) -> list[Shown]:
    """All of them, in order."""
    environ = os.environ if environ is None else environ
    return [_shown(one, environ.get(one.name, "").strip()) for one in VARIABLES]


def _shown(one: Variable, given: str) -> Shown:
    value = (None if one.secret else given) if given else one.default
    return Shown(one.name, one.label, value, bool(given))
