"""Calendars from the official files: bank holidays by territory, school holidays by zone.

The school file gives instants in UTC that are midnights in Paris, whatever the territory: « 2025-
10-17T22:00Z » is the eighteenth of October, the first day off; its end is the day classes begin
again. A holiday whose end nobody has published yet closes nothing, and the calendar says until
when it is known.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import BadInput
from schemas.domain.official_territories import TERRITORIES, Territory

PARIS = ZoneInfo("Europe/Paris")
SCHOOL, OPEN = "school-days", "working-days"
SOURCE_SCHOOL = (
    "Calendrier scolaire, ministère de l’Éducation nationale (fr-en-calendrier-scolaire), "
    "Licence Ouverte"
)
SOURCE_HOLIDAYS = "Jours fériés en France, Etalab (jours-feries-france-data), licence MIT"
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Off:
    """Some days without school; `end` is the day classes begin again, None when nobody knows."""

    label: str
    start: date
    end: date | None
    academies: frozenset[str] = frozenset()


def rows_of(content: str, *needed: str) -> list[dict[str, str]]:
    """The rows of a CSV file of either separator; one without the columns needed is refused."""
    text = content.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in head else ",")
    if not set(needed) <= set(rows.fieldnames or ()):
        raise BadInput
    return [{name: (value or "").strip() for name, value in row.items() if name} for row in rows]


def bank_holidays(content: str) -> dict[str, dict[date, str]]:
    """Territory of the file → its days and their names."""
    found: dict[str, dict[date, str]] = {}
    for row in rows_of(content, "date", "nom_jour_ferie", "zones"):
        for zone in row["zones"].split("|"):
            found.setdefault(zone, {})[_day(row["date"])] = _said(row["nom_jour_ferie"])
    return found


def school_holidays(content: str) -> dict[str, list[Off]]:
    """Zone of the file → its holidays, for pupils."""
    needed = ("Description", "Population", "Date de début", "Date de fin", "Académies", "Zones")
    met: dict[str, dict[tuple[str, str, date, date | None], set[str]]] = {}
    for row in rows_of(content, *needed):
        if "nseignants" in row["Population"] or not row["Date de début"]:
            continue
        start = _paris(row["Date de début"])
        end = _paris(row["Date de fin"]) if row["Date de fin"] else None
        opens = row["Description"].startswith("Début")
        if end is not None and end <= start:
            end = None if opens else start + _ONE
        label = _said(row["Description"].removeprefix("Début des "))
        key = (label, row["Population"], start, end)
        met.setdefault(row["Zones"], {}).setdefault(key, set()).add(row["Académies"])
    return {
        zone: [
            Off(
                f"{label} ({part})" if part not in {"-", "Élèves"} else label,
                start,
                end,
                frozenset(who),
            )
            for (label, part, start, end), who in sorted(known.items(), key=lambda each: each[0][2])
        ]
        for zone, known in met.items()
    }


def summers(content: str) -> dict[date, date]:
    """First day of each summer holiday → the day after its last one, the same in all zones."""
    found: dict[date, date] = {}
    start: date | None = None
    for row in rows_of(content, "date", "vacances_zone_a", "vacances_zone_b", "vacances_zone_c"):
        off = all(row[f"vacances_zone_{zone}"] == "True" for zone in "abc")
        day = _day(row["date"])
        if off and start is None and day.month in {6, 7}:
            start = day
        elif not off and start is not None:
            found[start], start = day, None
    return found


def school_calendar(
    territory: Territory,
    holidays: Mapping[date, str],
    schools: Iterable[Off],
    ends: Mapping[date, date],
    since: date,
) -> dict[str, Any]:
    """The days of class of one territory, as a definition."""
    mine = [off for off in schools if not territory.part or _is_for(off, territory.part)]
    summer = ends if territory.time_zone == PARIS.key else {}  # elsewhere it has days of its own
    known = [Off(o.label, o.start, o.end or summer.get(o.start), o.academies) for o in mine]
    closed = [off for off in known if off.end is not None and off.end > since]
    unknown = [off.start - _ONE for off in known if off.end is None]
    last = max((off.end - _ONE for off in closed if off.end), default=since)
    open_ended = [day for day in unknown if day >= last]
    academies = sorted({name for off in mine for name in off.academies})
    where: dict[str, Any] = {"departments": list(territory.departments)}
    if territory.key != "alsace-moselle":
        where["academies"] = academies
    return {
        **_envelope(f"{SCHOOL}-{territory.key}", f"Jours de classe, {territory.title}", territory),
        "source": f"{SOURCE_SCHOOL} ; {SOURCE_HOLIDAYS}",
        "known_until": min(open_ended, default=last).isoformat(),
        "for": {"calendar": SCHOOL, **where},
        "closed": _spans(closed, holidays, since),
    }


def working_calendar(
    territory: Territory, holidays: Mapping[date, str], since: date
) -> dict[str, Any]:
    """The working days of an authority there: weekends and bank holidays off."""
    return {
        **_envelope(f"{OPEN}-{territory.key}", f"Jours ouvrés, {territory.title}", territory),
        "source": SOURCE_HOLIDAYS,
        "known_until": max(holidays).replace(month=12, day=31).isoformat(),
        "closed": _spans([], holidays, since),
    }


def common_calendar(
    holidays: Mapping[date, str],
    zones: Iterable[Iterable[Off]],
    ends: Mapping[date, date],
    since: date,
) -> dict[str, Any]:
    """Where nobody knows the zone: only the holidays that all zones of the mainland share."""
    shared: set[date] | None = None
    labels: dict[date, str] = {}
    for zone in zones:
        days = {}
        for off in zone:
            end = off.end or ends.get(off.start)
            for step in range((end - off.start).days if end else 0):
                days[off.start + step * _ONE] = off.label
        labels |= days
        shared = set(days) if shared is None else shared & set(days)
    mainland = TERRITORIES[0]
    spans = list(_runs(sorted(day for day in shared or () if day >= since), labels))
    return {
        **_envelope(SCHOOL, "Jours de classe, zone inconnue", mainland),
        "source": f"{SOURCE_SCHOOL} ; {SOURCE_HOLIDAYS}",
        "known_until": max((off.end - _ONE for off in spans if off.end), default=since).isoformat(),
        "closed": _spans(spans, holidays, since),
    }


def _envelope(key: str, title: str, territory: Territory) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": "calendar", "format": 1, "key": key, "title": title, "language": "fr",
        "translations": {}, "time_zone": territory.time_zone,
        "working_days": ["mon", "tue", "wed", "thu", "fri"],
    }  # fmt: skip
    if territory.letter and key.startswith(SCHOOL) and key != SCHOOL:
        found["school_zone"] = territory.letter
    return found


def _spans(
    schools: Iterable[Off], holidays: Mapping[date, str], since: date
) -> list[dict[str, Any]]:
    rows: list[tuple[date, dict[str, Any]]] = [
        (day, {"date": day.isoformat(), "label": label})
        for day, label in holidays.items()
        if day >= since
    ]
    for off in schools:
        last = (off.end or off.start + _ONE) - _ONE
        rows.append(
            (off.start, {"from": off.start.isoformat(), "to": last.isoformat(), "label": off.label})
        )
    return [row for _start, row in sorted(rows, key=lambda each: (each[0], str(each[1])))]


def _runs(days: list[date], labels: Mapping[date, str]) -> Iterator[Off]:
    start: date | None = None
    for at, day in enumerate(days):
        start = start or day
        if at + 1 == len(days) or days[at + 1] != day + _ONE:
            yield Off(labels[start], start, day + _ONE)
            start = None


def _is_for(off: Off, part: str) -> bool:
    """« Mi-carême (Guadeloupe & Saint-Martin) » is for Guadeloupe; « (Saint-Martin) » is not."""
    told = off.label.partition("(")[2]
    return not told or part in told


def _said(text: str) -> str:
    return text.replace("'", "’")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput from error


def _paris(text: str) -> date:
    try:
        return datetime.fromisoformat(text).astimezone(PARIS).date()
    except ValueError as error:
        raise BadInput from error
