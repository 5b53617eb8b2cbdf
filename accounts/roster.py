"""A list of people as an administrator holds it in a spreadsheet, read line by line (004 #199)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.errors import Invalid
from core.i18n import _l
from core.problems import Problem
from core.reading import Row, UnreadableFile, read

#: Lines one act takes: a town or a large school, not a region.
MOST_PEOPLE = 500
#: What a column may be called, folded; the first is the one of our model.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("prenom et nom", "nom complet", "nom prenom", "nom et prenom", "name", "full name"),
    "first": ("prenom", "first name"),
    "last": ("nom", "nom de famille", "nom usage", "last name"),
    "email": (
        "adresse electronique",
        "courriel",
        "email",
        "e mail",
        "mail",
        "adresse mail",
        "adresse e mail",
    ),
    "job_title": ("fonction", "poste", "job title"),
    "role": ("role", "profil"),
    "scope": ("perimetre", "etablissement", "code", "uai", "scope"),
    "until": ("au", "jusqu au", "fin", "until"),  # « jusqu’au », its elision folded away,
}
MODEL = ("Prénom et nom", "Adresse électronique", "Fonction", "Rôle", "Périmètre", "Jusqu’au")
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")


@dataclass(frozen=True, slots=True)
class Wish:
    """One line: who, which role, where, until when; `fault` when the line cannot be read."""

    line: int
    name: str = ""
    email: str = ""
    job_title: str = ""
    role: str = ""
    scope: str = ""
    until: str = ""
    fault: str | None = None

    @property
    def last_day(self) -> date | None:
        """The day of « jusqu’au », None without one; ValueError when it is no day."""
        if not self.until:
            return None
        for form in _DAYS:
            try:
                return datetime.strptime(self.until[:10], form).date()  # noqa: DTZ007 - a day
            except ValueError:
                continue
        raise ValueError(self.until)


class NoSuchColumns(Invalid):
    """Without an address nobody can be invited."""

    code = "roster-columns"
    message = _l("Il manque la colonne « Adresse électronique » ou la colonne « Rôle ».")


def wishes(content: bytes, filename: str) -> list[Wish]:
    """The lines of a file or of what was pasted; `Invalid` says what is wrong with the whole."""
    table = read(content, filename)
    rows = []
    for row in table.rows:
        rows.append(row)
        if len(rows) > MOST_PEOPLE:
            raise UnreadableFile([Problem("", "roster-too-long", {"most": MOST_PEOPLE})])
    known = {name for row in rows for name in row.cells}
    if not known & set(HEADINGS["email"]) or not known & set(HEADINGS["role"]):
        raise NoSuchColumns
    return [_wish(row) for row in rows]


def _wish(row: Row) -> Wish:
    if row.fault:
        return Wish(row.number, fault=row.fault)
    told = {key: _cell(row.cells, names) for key, names in HEADINGS.items()}
    first, last = told.pop("first"), told.pop("last")
    told["name"] = told["name"] or f"{first} {last}".strip()
    return Wish(row.number, **told)


def _cell(cells: Mapping[str, Any], names: tuple[str, ...]) -> str:
    found = next((cells[name] for name in names if cells.get(name)), "")
    return " ".join(str(found).split())[:300]


def as_text(found: Sequence[Wish]) -> str:
    """The lines as one corrects them on the page, under the headings of our model."""
    made = io.StringIO()
    table = csv.writer(made, delimiter=";", lineterminator="\n")
    table.writerow(MODEL)
    table.writerows((w.name, w.email, w.job_title, w.role, w.scope, w.until) for w in found)
    return made.getvalue()
