"""Calendars made from the official files: instants in UTC that are midnights in Paris."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import BadInput
from schemas.calendar_pack import documents
from schemas.domain.official_calendars import school_holidays, summers

HEAD = "\ufeffDescription;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire\n"
SUMMER = "2026-07-03T22:00:00+00:00"
ROWS = (
    (
        "Vacances de la Toussaint",
        "-",
        "2025-10-17T22:00:00+00:00",
        "2025-11-02T23:00:00+00:00",
        "B",
    ),
    ("Vacances de Noël", "-", "2025-12-19T23:00:00+00:00", "2026-01-04T23:00:00+00:00", "B"),
    ("Vacances d'Été", "Enseignants", SUMMER, "2026-08-28T22:00:00+00:00", "B"),
    ("Début des Vacances d'Été", "-", SUMMER, SUMMER, "B"),
    ("Début des Vacances d'Été", "-", SUMMER, SUMMER, ""),
    ("Mi-carême", "-", "2026-03-11T23:00:00+00:00", "2026-03-11T23:00:00+00:00", ""),
)
SCHOOL = HEAD + "".join(
    f"{';'.join(row)};{'Rennes;Zone B' if zone else 'Martinique;Martinique'};x\n"
    for *row, zone in ROWS
)
HOLIDAYS = "date,nom_jour_ferie,zones\n2025-11-11,11 novembre,Métropole|Martinique\n"
DAYS = "date,vacances_zone_a,vacances_zone_b,vacances_zone_c,nom_vacances\n" + "".join(
    f"2026-{day},{off},{off},{off},\n"
    for day, off in (("07-03", False), ("07-04", True), ("08-30", True), ("08-31", False))
)


def calendars(days: str = DAYS) -> dict[str, dict]:
    return {d["key"]: d for d in documents(SCHOOL, HOLIDAYS, days, date(2025, 1, 1))}


def test_a_holiday_begins_the_day_that_begins_in_paris_and_ends_the_day_before_classes() -> None:
    rows = {row["label"]: row for row in calendars()["school-days-b"]["closed"]}
    autumn = rows["Vacances de la Toussaint"]
    assert (autumn["from"], autumn["to"]) == ("2025-10-18", "2025-11-02")
    assert (rows["Vacances de Noël"]["from"], rows["Vacances de Noël"]["to"]) == (
        "2025-12-20", "2026-01-04",
    )  # fmt: skip
    assert (rows["Vacances d’Été"]["from"], rows["Vacances d’Été"]["to"]) == (
        "2026-07-04", "2026-08-30",
    )  # fmt: skip
    assert rows["11 novembre"]["date"] == "2025-11-11"
    carnival = {row["label"]: row for row in calendars()["school-days-martinique"]["closed"]}
    assert carnival["Mi-carême"]["from"] == carnival["Mi-carême"]["to"] == "2026-03-12"


def test_what_has_no_end_yet_closes_nothing_and_the_calendar_says_until_when_it_is_known() -> None:
    found = calendars()["school-days-martinique"]
    assert "Vacances d’Été" not in {row["label"] for row in found["closed"]}
    assert found["known_until"] == "2026-07-03"
    assert calendars("")["school-days-b"]["known_until"] == "2026-07-03"
    assert calendars()["school-days-b"]["known_until"] == "2026-08-30"


def test_files_that_are_others_are_refused() -> None:
    for content in ("", "a;b\n1;2\n", HEAD + "x;-;hier;demain;R;Zone B;x\n"):
        with pytest.raises(BadInput):
            school_holidays(content)
    with pytest.raises(BadInput):
        summers("date;x\n")
