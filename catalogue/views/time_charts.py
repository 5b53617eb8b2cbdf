"""Charts of the time requests take: bars drawn by the server, each with its list and its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import url_for
from flask_babel import format_date, format_decimal

from catalogue.domain.desk.views import ALL
from catalogue.domain.times import AGES, Spent, Waiting, Wanted
from catalogue.views.time_names import Names
from core.i18n import _, ngettext


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: its parts add up, in hundredths of the longest line."""

    label: str
    value: str
    parts: Sequence[tuple[str, float, str]]
    """Tone, width, title."""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, and the same in a table."""

    key: str
    title: str
    columns: Sequence[str]
    text: str = ""
    bars: Sequence[Bar] = ()
    rows: Sequence[Sequence[str]] = ()
    legend: Sequence[tuple[str, str]] = field(default_factory=tuple)


def by_status(wanted: Wanted, names: Names, spent: Sequence[Spent]) -> Chart:
    """How long requests stayed in each status."""
    known = sorted(spent, key=lambda s: -s.median)
    return Chart(
        "etapes",
        _("Temps passé par étape"),
        [_("Étape"), _("Séjours terminés"), _("Médiane"), _("9 sur 10 en moins de"), _("Moyenne")],
        _("Séjours terminés pendant la période ; la partie claire va jusqu’à 9 séjours sur 10."),
        [_bar(s, names.label(s.key), known, desk(wanted, statut=s.key)) for s in known],
        [_row(s, names.label(s.key)) for s in known],
    )


def by_function(
    wanted: Wanted, spent: Sequence[Spent], places: Mapping[str, Sequence[str]]
) -> Chart:
    """How long each function was waited for; `places` are the steps where it is its turn."""
    known = sorted(spent, key=lambda s: -s.median)
    return Chart(
        "fonctions",
        _("Temps passé par fonction"),
        [
            _("Fonction"),
            _("Séjours terminés"),
            _("Médiane"),
            _("9 sur 10 en moins de"),
            _("Moyenne"),
        ],
        _("Ceux dont c’était le tour. Des visas demandés ensemble comptent pour chacun."),
        [_bar(s, s.key, known, desk(wanted, statut=places.get(s.key))) for s in known],
        [_row(s, s.key) for s in known],
    )


def by_age(wanted: Wanted, names: Names, waiting: Sequence[Waiting]) -> Chart:
    """What waits now, by age."""
    known = sorted((w for w in waiting if w.count), key=lambda w: -w.oldest)
    longest = max((w.count for w in known), default=1)
    spans = _spans()
    tones = ("leaf", "sky", "sun", "brick", "rose")
    bars = [
        Bar(
            names.label(w.key),
            ngettext("%(num)s demande", "%(num)s demandes", w.count),
            [
                (tone, 100 * count / longest, f"{span} : {count}")
                for tone, count, span in zip(tones, w.ages, spans, strict=True)
                if count
            ],
            desk(wanted, statut=w.key),
            _("la plus ancienne : %(age)s", age=said(w.oldest)),
        )
        for w in known
    ]
    rows = [[names.label(w.key), *map(str, w.ages), str(w.late), said(w.oldest)] for w in known]
    return Chart(
        "anciennete",
        _("Ce qui attend, et depuis quand"),
        [_("Étape"), *spans, _("En retard"), _("La plus ancienne")],
        _("Demandes en cours aujourd’hui, par ancienneté dans l’étape, en jours calendaires."),
        bars,
        rows,
        list(zip(tones, spans, strict=True)),
    )


def by_month(wanted: Wanted, months: Sequence[tuple[date, int, int]]) -> Chart:
    """What was filed and what was closed, month by month."""
    longest = max((max(filed, closed) for _m, filed, closed in months), default=1) or 1
    filed_words, closed_words = _("Déposées"), _("Terminées")
    bars = [
        Bar(
            f"{format_date(first, 'LLLL y')} · {words.lower()}",
            str(count),
            [(tone, 100 * count / longest, f"{words} : {count}")],
            _month_url(wanted, first, filed=tone == "sky"),
        )
        for first, filed, closed in months
        for words, tone, count in ((filed_words, "sky", filed), (closed_words, "leaf", closed))
    ]
    rows = [[format_date(m, "LLLL y"), str(filed), str(closed)] for m, filed, closed in months]
    return Chart(
        "mois", _("Déposées et terminées"), [_("Mois"), filed_words, closed_words], "", bars, rows
    )


def _month_url(wanted: Wanted, first: date, *, filed: bool) -> str:
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    since, until = max(first, wanted.since), min(last, wanted.until)
    name = "f.depose" if filed else "f.arrivee"
    days = {f"{name}-du": since.isoformat(), f"{name}-au": until.isoformat()}
    return desk(wanted, **days, **({} if filed else {"f.nature": "fin"}))


def desk(wanted: Wanted, **narrowed: Any) -> str:
    """The list of the desk behind a figure."""
    if wanted.service:
        narrowed["service"] = wanted.service
    return url_for("catalogue.desk", vue=ALL, **narrowed)


def _bar(spent: Spent, label: str, known: Sequence[Spent], url: str) -> Bar:
    longest = max((s.slow for s in known), default=1) or 1
    middle = 100 * spent.median / longest
    return Bar(
        label,
        said(spent.median),
        [
            ("sky", middle, _("Médiane : %(days)s", days=said(spent.median))),
            ("sky soft", 100 * spent.slow / longest - middle,
             _("9 sur 10 en moins de %(days)s", days=said(spent.slow))),
        ],
        url,
        ngettext("%(num)s séjour", "%(num)s séjours", spent.count),
    )  # fmt: skip


def _row(spent: Spent, label: str) -> list[str]:
    mean = spent.total / spent.count
    return [label, str(spent.count), said(spent.median), said(spent.slow), said(mean)]


def _spans() -> list[str]:
    edges = [0, *AGES]
    within = [
        _("%(low)s à %(high)s jours", low=low, high=high)
        for low, high in zip(edges, AGES, strict=False)
    ]
    return [*within, _("plus de %(days)s jours", days=AGES[-1])]


def rounded(days: float) -> float:
    """As a file holds it."""
    return round(days, 1)


def said(days: float | None) -> str:
    """« 3,5 jours », « moins d’un jour »."""
    if days is None:
        return "–"
    if days < 1:
        return _("moins d’un jour")
    shown = round(days, 1) if days < 10 else round(days)
    return (
        _("%(days)s jours", days=format_decimal(shown))
        if shown >= 2
        else _("%(days)s jour", days=format_decimal(shown))
    )
