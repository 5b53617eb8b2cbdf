"""Why a source of data gave nothing, for whoever sets it up: what happened, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from catalogue.prefills.machines import Said
from core.i18n import _, _l

_UNKNOWN: Final = _l("Le nom de cette machine est inconnu : vérifiez l’adresse.")
_BROKEN: Final = _l("La machine a coupé la ligne avant la fin de sa réponse. Réessayez.")
_SECURE: Final = _l(
    "La connexion sécurisée (TLS) n’a pas pu être établie : vérifiez que cette adresse répond en "
    "https."
)
_WHY: Final[Mapping[str, Any]] = {
    "gaierror": _UNKNOWN, "herror": _UNKNOWN, "NoAddress": _UNKNOWN, "UnicodeError": _UNKNOWN,
    "ConnectionRefusedError": _l(
        "La machine refuse la connexion : vérifiez l’adresse et le port, et que le service est en "
        "marche."
    ),
    "TimeoutError": _l(
        "La machine n’a pas répondu à temps. Réessayez, ou laissez-lui plus de secondes."
    ),
    "SSLCertVerificationError": _l(
        "Le certificat de cette machine n’est pas reconnu : il est expiré, à un autre nom, ou d’une"
        " autorité inconnue."
    ),
    "SSLError": _SECURE, "SSLEOFError": _SECURE, "SSLZeroReturnError": _SECURE,
    "outbound-refused": _l(
        "Cette adresse mène au réseau intérieur : elle n’est pas interrogée. Seul l’exploitant de "
        "la plateforme peut l’autoriser."
    ),
    "TooLarge": _l("La réponse dépasse 64 Ko : demandez à cette machine une réponse plus courte."),
    "not-json": _l("La réponse n’est pas du JSON : vérifiez l’adresse."),
    "duplicate-key": _l("La réponse nomme deux fois la même clé : ce JSON ne se lit pas sûrement."),
    "invalid": _l(
        "Ce JSON ne se lit pas : trop de niveaux, un nombre trop long ou un caractère interdit."
    ),
    "IncompleteRead": _BROKEN, "RemoteDisconnected": _BROKEN, "ConnectionResetError": _BROKEN,
    "ConnectionAbortedError": _BROKEN, "BrokenPipeError": _BROKEN,
    "BadStatusLine": _l("Ce qui répond à cette adresse ne parle pas HTTP : vérifiez le port."),
}  # fmt: skip
_ELSE: Final = _l("La machine n’est pas joignable depuis la plateforme : vérifiez l’adresse.")


def why(said: Said) -> str:
    """A sentence; "" when there is nothing to explain."""
    if said.failed == "status":
        return _of_status(said.status)
    if said.failed:
        return str(_WHY.get(said.failed, _ELSE))
    if said.status != 200:
        told = _("La machine ne connaît rien à cette adresse (%(status)s) : la question resterait "
                 "vide.", status=said.status)  # fmt: skip
        return str(told)
    return ""


def _of_status(status: int) -> str:
    if 300 <= status < 400:
        told = _("La machine renvoie vers une autre adresse (%(status)s) : aucun renvoi n’est "
                 "suivi. Donnez l’adresse finale.", status=status)  # fmt: skip
    elif status in {401, 403, 407}:
        told = _("La machine refuse l’accès (%(status)s) : vérifiez le secret et son en-tête.",
                 status=status)  # fmt: skip
    elif status == 429:
        told = _("La machine reçoit trop de demandes (429) : réessayez plus tard, ou gardez ses "
                 "réponses plus longtemps.")  # fmt: skip
    elif 400 <= status < 500:
        told = _("La machine n’accepte pas cette question (%(status)s) : vérifiez l’adresse et ses "
                 "variables.", status=status)  # fmt: skip
    elif status >= 500:
        told = _("La machine est en panne (%(status)s) : réessayez plus tard.", status=status)
    else:
        told = _("La machine a répondu %(status)s au lieu de 200 : sa réponse n’est pas lue.",
                 status=status)  # fmt: skip
    return str(told)
