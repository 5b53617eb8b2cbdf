"""Why a job failed, in words; what its kinds are called where no room of its own says so."""

from __future__ import annotations

from typing import Any

from core.backlog import JobKind
from core.i18n import _l

_DATABASE = _l("La base de données n’a pas répondu.")
_DISK = _l("Le disque est plein, ou n’a pas répondu.")
_STORAGE = _l("Le stockage des fichiers n’a pas répondu.")
_GONE = _l("Ce dont la tâche a besoin n’existe plus, ou n’est plus permis.")
#: Class of a failure → sentence.
REASONS: dict[str, Any] = {
    "OperationalError": _DATABASE,
    "InterfaceError": _DATABASE,
    "DBAPIError": _DATABASE,
    "TimeoutError": _DATABASE,
    "OSError": _DISK,
    "NoRoom": _DISK,
    "StorageAway": _STORAGE,
    "NotKept": _STORAGE,
    "NotFound": _GONE,
    "Forbidden": _GONE,
    "NoResultFound": _GONE,
    "PutOff": _l("Un service extérieur n’a pas répondu. La tâche attend et réessaiera."),
    "MemoryError": _l("La tâche demande plus de mémoire qu’elle n’en a."),
    "WorkerLost": _l("Le processus de fond s’est arrêté plusieurs fois pendant cette tâche."),
    "UnknownTemplate": _l("Un modèle de courriel manque, ou n’est pas publié."),
    "UnknownLetter": _l("Un modèle de courrier manque, ou n’est pas publié."),
    "PressDied": _l("La mise en page a demandé trop de mémoire ou de temps."),
    "WebhookRefused": _l(
        "Le programme prévenu refuse ce message, ou son adresse n’est pas permise."
    ),
    "WebhookSilent": _l("Le programme prévenu n’a pas répondu pendant une journée."),
    "KeyError": _l("Aucune partie du logiciel installé ne sait faire cette tâche."),
}
UNEXPECTED = _l("Une erreur inattendue s’est produite.")

JOB_KINDS = (
    JobKind("deliver", _l("Suites d’un événement")),
    JobKind("accounts.nobody", _l("Mot de passe oublié")),
    JobKind("messaging.send-mail", _l("Envoi d’un courriel")),
    JobKind("documents.make-letter", _l("Fabrication d’un courrier")),
    JobKind("registry.reindex", _l("Remise à jour des listes de fiches")),
    JobKind("workflows.action", _l("Action d’un circuit")),
    JobKind("workflows.timer", _l("Échéance d’un circuit")),
    JobKind("home.erase", _l("Effacement en fin de conservation")),
)


def reason_in_words(error: str | None) -> str:
    """The sentence for a failure as the job keeps it (« ValueError file.py:12 »)."""
    return str(REASONS.get((error or "").split(" ")[0], UNEXPECTED)) if error else ""
