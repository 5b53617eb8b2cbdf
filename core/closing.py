"""The house closed for a while: pages say so, what waits to be done waits on (maintenance)."""

from __future__ import annotations

from typing import Final

from core.i18n import _l
from core.settings import TownSettingSpec, value_of

CLOSED: Final = TownSettingSpec(
    "maintenance.closed",
    default=False,
    label=_l("Fermer la plateforme pour maintenance"),
    help=_l(
        "Seuls les administrateurs entrent ; les autres lisent une page qui les invite à revenir. "
        "Courriels, échéances et autres tâches attendent la réouverture."
    ),
)
MESSAGE: Final = TownSettingSpec(
    "maintenance.message",
    "",
    _l("Message affiché pendant la maintenance"),
    _l("Par exemple : « Retour prévu à 18 h. » Vide : la page dit seulement de revenir."),
    most=300,
)


def is_closed() -> bool:
    """Whether only administrators come in, and no job is done."""
    return bool(value_of(CLOSED.key))
