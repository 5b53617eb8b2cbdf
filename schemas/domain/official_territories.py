"""The territories of France as the official calendars name them, each with its time zone.

Departments of the school zones: the academies of each zone (Code de l’éducation, R222-2), whose
names come from the file itself.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Territory:
    """Where one calendar holds, by its names in the files."""

    key: str
    title: str
    schools: str
    """Column « Zones » of the school file."""
    holidays: str
    """Zone of the file of bank holidays."""
    time_zone: str = "Europe/Paris"
    departments: tuple[str, ...] = ()
    letter: str = ""
    part: str = ""
    """How the file calls the population meant, where it tells several apart."""


_A = (
    "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 "
    "89 90"
)
_B = (
    "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 59 60 61 62 "
    "72 76 80 83 84 85 88"
)
_C = "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95"
TERRITORIES = (
    Territory("a", "zone A", "Zone A", "Métropole", departments=tuple(_A.split()), letter="A"),
    Territory("b", "zone B", "Zone B", "Métropole", departments=tuple(_B.split()), letter="B"),
    Territory("c", "zone C", "Zone C", "Métropole", departments=tuple(_C.split()), letter="C"),
    Territory(
        "alsace-moselle", "zone B, Alsace-Moselle", "Zone B", "Alsace-Moselle",
        departments=("57", "67", "68"), letter="B",
    ),
    Territory("corse", "Corse", "Corse", "Métropole", departments=("2A", "2B")),
    Territory(
        "guadeloupe", "Guadeloupe", "Guadeloupe", "Guadeloupe", "America/Guadeloupe",
        ("971", "977", "978"), part="Guadeloupe",
    ),
    Territory(
        "martinique", "Martinique", "Martinique", "Martinique", "America/Martinique", ("972",)
    ),
    Territory("guyane", "Guyane", "Guyane", "Guyane", "America/Cayenne", ("973",)),
    Territory("reunion", "La Réunion", "Réunion", "La Réunion", "Indian/Reunion", ("974",)),
    Territory(
        "saint-pierre-et-miquelon", "Saint-Pierre-et-Miquelon", "Saint Pierre et Miquelon",
        "Saint-Pierre-et-Miquelon", "America/Miquelon", ("975",),
    ),
    Territory("mayotte", "Mayotte", "Mayotte", "Mayotte", "Indian/Mayotte", ("976",)),
    Territory(
        "wallis-et-futuna", "Wallis-et-Futuna", "Wallis et Futuna", "Wallis-et-Futuna",
        "Pacific/Wallis", ("986",),
    ),
    Territory(
        "polynesie", "Polynésie française", "Polynésie", "Polynésie Française", "Pacific/Tahiti",
        ("987",),
    ),
    Territory(
        "nouvelle-caledonie", "Nouvelle-Calédonie", "Nouvelle Calédonie", "Nouvelle-Calédonie",
        "Pacific/Noumea", ("988",),
    ),
)  # fmt: skip
