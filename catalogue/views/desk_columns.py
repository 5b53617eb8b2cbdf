"""Columns of the list: which, in which order, what their heads lead to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts import queries as accounts
from catalogue.domain.desk import COLUMNS, SORTED_COLUMNS, ListedAnswer, Order
from catalogue.domain.desk.views import KeptView
from catalogue.views.asked import Asked
from core.actor import Actor
from core.i18n import _
from schemas.domain.conditions.values import NUMBERS

_USUAL = ("demande", "etape", "depose", "echeance", "agent")
_BESIDE = ("demande", "etape", "echeance", "agent")
#: Left out of a phone's cards.
_WIDE = {"agent", "arrivee", "activite", "service", "tour"}
PREFERENCE = "desk.columns."
#: Columns whose first look is from the latest.
_DOWN_FIRST = {"depose", "arrivee", "activite"}


def labels(listed: Sequence[ListedAnswer]) -> dict[str, str]:
    """Every column one may choose here → its head."""
    own = {
        "demande": _("Demande"),
        "etape": _("Étape"),
        "depose": _("Déposée le"),
        "echeance": _("Échéance"),
        "agent": _("Agent"),
        "etablissement": _("Établissement"),
        "service": _("Téléservice"),
        "tour": _("Au tour de"),
        "arrivee": _("Dans l’étape depuis"),
        "activite": _("Dernière activité"),
        "etiquettes": _("Étiquettes"),
    }
    return {key: own[key] for key in COLUMNS} | {a.key: a.label for a in listed}


def chosen(
    actor: Actor, asked: Asked, view: KeptView | None, listed: Sequence[ListedAnswer]
) -> list[str]:
    """What this person chose for this view, else what the view brings, else the usual ones."""
    known = labels(listed)
    wanted = (
        kept(actor, asked)
        or (view.columns if view else ())
        or (*_USUAL, *(answer.key for answer in listed))
    )
    shown = [key for key in dict.fromkeys(wanted) if key in known]
    return shown if "demande" in shown else ["demande", *shown]


def kept(actor: Actor, asked: Asked) -> Sequence[str]:
    """What this person chose for this view, if he did."""
    if actor.account_id is None:
        return ()
    found: Sequence[str] | None = accounts.preference(actor.account_id, preference_of(asked))
    return found or ()


def preference_of(asked: Asked) -> str:
    """Under which name the choice is kept: by view, and by service when one is chosen."""
    service = asked.service
    return f"{PREFERENCE}{asked.view}{'.' + service if service else ''}"


def table_columns(
    keys: Sequence[str], asked: Asked, listed: Sequence[ListedAnswer], *, beside: bool
) -> list[dict[str, Any]]:
    """As the table of the kit wants them."""
    heads = labels(listed)
    types = {a.key: a.type.kind for a in listed}
    order = Order.of(asked.filter().order)
    shown = [key for key in _BESIDE if key in keys] if beside else keys
    found = []
    for key in shown:
        sort = key if key in types else SORTED_COLUMNS.get(key)
        here = sort is not None and sort == order.key
        found.append(
            {
                "key": key,
                "label": heads[key],
                "primary": key == "demande",
                "bare": key in {"etape", "etiquettes"},
                "hide": "phone" if key in _WIDE else None,
                "wide": key not in _BESIDE,
                "align": "end" if types.get(key) in NUMBERS else None,
                "sort_url": asked.url(order=_next(sort, order)) if sort and not beside else None,
                "sorted": ("descending" if order.down else "ascending") if here else None,
            }
        )
    return found


def picker(keys: Sequence[str], listed: Sequence[ListedAnswer]) -> list[dict[str, Any]]:
    """Shown columns in their order, then hidden ones: all stay within reach."""
    heads = labels(listed)
    hidden = [key for key in heads if key not in keys]
    return [
        {
            "key": key,
            "label": heads[key],
            "shown": key in keys,
            "fixed": key == "demande",
            "first": key in keys and keys.index(key) == 0,
            "last": key in keys and keys.index(key) == len(keys) - 1,
        }
        for key in [*keys, *hidden]
    ]


def _next(sort: str, order: Order) -> str:
    if sort == order.key:
        return str(Order(sort, not order.down))
    return str(Order(sort, sort in _DOWN_FIRST))
