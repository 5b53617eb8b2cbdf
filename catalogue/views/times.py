"""The page of the time requests take: figures, charts, and the list each of them leads to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import url_for

from catalogue.domain.times import CALENDAR, WORKING, Spent, Waiting, Wanted, slowest
from catalogue.queries import times
from catalogue.queries.desk import services_of
from catalogue.views.time_charts import (
    by_age,
    by_function,
    by_month,
    by_status,
    desk,
    rounded,
    said,
)
from catalogue.views.time_names import Names, held_by, names_of
from core.actor import Actor
from core.i18n import _, ngettext
from workflows import known_days
from workflows.domain.calendars import USUAL


def page(actor: Actor, wanted: Wanted) -> dict[str, Any]:
    """All the page shows."""
    names = names_of(actor, wanted)
    spent = [s for s in times.spent_by_status(actor, wanted) if names.counts(s.key)]
    held = list(held_by(names))
    functions = times.spent_by_function(actor, wanted, held)
    waiting = [w for w in times.waiting_now(actor, wanted) if names.counts(w.key)]
    return {
        "wanted": wanted,
        "figures": _figures(actor, wanted, names, spent, waiting),
        "charts": [
            by_status(wanted, names, spent),
            by_function(wanted, functions, _places(names, held)),
            by_age(wanted, names, waiting),
            by_month(wanted, times.by_month(actor, wanted)),
        ],
        "services": [(s.key, s.title) for s in services_of(actor)],
        "circuits": sorted((key, c.title) for key, c in names.circuits.items()),
        "counted": [(CALENDAR, _("Jours calendaires")), (WORKING, _("Jours ouvrés"))],
        "unit": _("jours ouvrés") if wanted.counted == WORKING else _("jours calendaires"),
        "endings": known_days.endings(_counted_by(names)),
        "export_url": url_for("catalogue.times_export", **wanted.params()),
    }


def _places(names: Names, held: Sequence[tuple[UUID, str, str]]) -> dict[str, list[str]]:
    """Function → « circuit:status » of each step where it is its turn, as lists are narrowed."""
    found: dict[str, dict[str, None]] = {}
    for version, status, function in held:
        found.setdefault(function, {})[f"{names.versions[version]}:{status}"] = None
    return {function: list(keys) for function, keys in found.items()}


def _counted_by(names: Names) -> set[str]:
    """The calendars that days and deadlines are counted by here."""
    timers = (timer for circuit in names.circuits.values() for timer in circuit.timers)
    return {USUAL, *(timer.calendar for timer in timers if timer.calendar)}


def lines(actor: Actor, wanted: Wanted) -> list[list[Any]]:
    """The same as rows of a file: one a status."""
    names = names_of(actor, wanted)
    spent = {s.key: s for s in times.spent_by_status(actor, wanted)}
    waiting = {w.key: w for w in times.waiting_now(actor, wanted)}
    found = []
    for key in sorted({*spent, *waiting}, key=names.label):
        if not names.counts(key):
            continue
        s, w = spent.get(key), waiting.get(key)
        circuit = names.circuits.get(key.partition(":")[0])
        status = names.status(key)
        found.append(
            [
                circuit.title if circuit else key.partition(":")[0],
                status.label if status else key.partition(":")[2],
                s.count if s else 0,
                rounded(s.median) if s else None,
                rounded(s.slow) if s else None,
                rounded(s.total / s.count) if s else None,
                w.count if w else 0,
                w.late if w else 0,
                rounded(w.oldest) if w else None,
            ]
        )
    return found


def _figures(
    actor: Actor,
    wanted: Wanted,
    names: Names,
    spent: Sequence[Spent],
    waiting: Sequence[Waiting],
) -> list[dict[str, Any]]:
    totals = times.total_of(waiting)
    closed, median = times.answered(actor, wanted)
    former = times.answered(actor, wanted.before())[1]
    worst = slowest(spent)
    return [
        {
            "value": totals["count"], "label": _("demandes en cours"), "icon": "tray",
            "url": desk(wanted, **{"f.nature": ["agence", "demandeur"]}),
        },
        {
            "value": totals["late"], "label": _("en retard"), "icon": "warning",
            "tone": "rose" if totals["late"] else "leaf",
            "url": desk(wanted, **{"f.retard": "oui"}),
        },
        {
            "value": said(median), "label": _("du dépôt à la réponse (médiane)"),
            "icon": "hourglass", "tone": "sky", "text": _compared(closed, median, former),
            "url": desk(
                wanted,
                **{"f.nature": "fin", "f.arrivee-du": wanted.since.isoformat(),
                   "f.arrivee-au": wanted.until.isoformat()},
            ),
        },
        {
            "value": said(worst.median) if worst else "–",
            "label": _("dans l’étape la plus lente : %(name)s", name=names.label(worst.key))
            if worst else _("dans l’étape la plus lente"),
            "icon": "chart-bar", "tone": "sun",
            "url": desk(wanted, statut=worst.key) if worst else None,
        },
    ]  # fmt: skip


def _compared(count: int, now: float | None, former: float | None) -> str:
    told = ngettext("%(num)s réponse", "%(num)s réponses", count)
    if now is None or former is None:
        return told
    change = now - former
    if abs(change) < 0.5:
        more = _("comme la période d’avant")
    elif change > 0:
        more = _("%(days)s de plus que la période d’avant", days=said(change))
    else:
        more = _("%(days)s de moins que la période d’avant", days=said(-change))
    return f"{told}, {more}"
