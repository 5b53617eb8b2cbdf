"""The calendars of France as a pack, made from the official files; and the live ones renewed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from core.actor import Actor
from schemas import operations, queries
from schemas.domain import official_calendars as official
from schemas.domain.official_territories import TERRITORIES
from schemas.pack_seal import seal

PACK: Final = {
    "key": "calendriers",
    "version": "1",
    "title": "Calendriers : jours fériés et vacances scolaires de France",
    "requires": [],
}


def documents(school: str, holidays: str, days: str, since: date) -> list[dict[str, Any]]:
    """Every calendar the files tell: days of class by zone, working days by territory."""
    offs = official.school_holidays(school)
    fetes = official.bank_holidays(holidays)
    ends = official.summers(days) if days else {}
    found = [
        official.common_calendar(
            fetes.get("Métropole", {}),
            [offs.get(f"Zone {zone}", []) for zone in "ABC"],
            ends,
            since,
        )
    ]
    for territory in TERRITORIES:
        known = fetes.get(territory.holidays, {})
        schools = offs.get(territory.schools, [])
        if schools:
            found.append(official.school_calendar(territory, known, schools, ends, since))
        if known and territory.holidays != "Métropole":
            found.append(official.working_calendar(territory, known, since))
    return found


def write(folder: Path, found: list[dict[str, Any]]) -> int:
    """The pack in a folder, sealed; how many calendars it holds."""
    inside = folder / "definitions"
    inside.mkdir(parents=True, exist_ok=True)
    for former in inside.glob("calendar-*.json"):
        former.unlink()
    for document in found:
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        (inside / f"calendar-{document['key']}.json").write_text(text, encoding="utf-8")
    manifest = folder / "pack.json"
    if not manifest.exists():
        manifest.write_text(json.dumps(PACK, ensure_ascii=False), encoding="utf-8")
    return len(seal(folder)["definitions"])


def renew(actor: Actor, school: str, days: str = "") -> list[str]:
    """Publish the live calendars of days of class anew with what this file tells; their keys.

    What the file says nothing of stays: bank holidays, and the years it does not hold.
    """
    offs = official.school_holidays(school)
    ends = official.summers(days) if days else {}
    changed = []
    for territory in TERRITORIES:
        live = queries.live("calendar", f"{official.SCHOOL}-{territory.key}")
        told = offs.get(territory.schools, [])
        if live is None or not told:
            continue
        since = min(off.start for off in told)
        fresh = official.school_calendar(territory, {}, told, ends, since)
        document = _with(live.body, fresh, since)
        if document != live.body:
            operations.save_draft(actor, "calendar", live.key, document)
            operations.publish(actor, "calendar", live.key)
            changed.append(live.key)
    return changed


def _with(old: Mapping[str, Any], fresh: Mapping[str, Any], since: date) -> dict[str, Any]:
    kept = [row for row in old["closed"] if "date" in row or row["from"] < since.isoformat()]
    closed = [*kept, *fresh["closed"]]
    closed.sort(key=lambda row: (row.get("date") or row["from"], row["label"]))
    until = max(str(old.get("known_until", "")), str(fresh["known_until"]))
    return {**old, "known_until": until, "closed": closed}
