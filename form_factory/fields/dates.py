"""Days and hours, typed as people write them, kept as ISO 8601."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from babel.dates import format_date, format_time

from core.folding import fold
from core.i18n import _l
from form_factory.domain.form import Field
from form_factory.fields.base import ORDER, Example, FieldType
from form_factory.fields.settings import Setting

EARLIEST = Setting(
    "earliest", _l("Au plus tôt"), "date", "schema:/x-min",
    _l("Une date, ou « today » pour le jour de la réponse"),
)  # fmt: skip
LATEST = Setting("latest", _l("Au plus tard"), "date", "schema:/x-max", EARLIEST.hint)

#: One blank at most where blanks may stand: more of them would be tried in every way there is.
_NUMERIC = re.compile(r"([0-9]{1,2}) ?[/.\- ] ?([0-9]{1,2}) ?[/.\- ] ?([0-9]{4})")
_WORDS = re.compile(r"(?:[a-z]+ )?([0-9]{1,2})(?:er)? ([a-z]+) ([0-9]{4})")
_HOUR = re.compile(r"([0-9]{1,2})\s*(?:[:hH]\s*([0-9]{2})?)(?::([0-9]{2}))?")
_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip


class Date(FieldType):
    """A day. The browser's own calendar, or `28/11/2026`, or `28 novembre 2026`."""

    name = "date"
    macro = "date"
    input_type = "date"
    width = "medium"
    codes = {"type": "format-date", "pattern": "format-date"}
    group = "saisie"
    label = _l("Date")
    icon = "calendar-blank"
    words = _l("jour calendrier échéance")
    operators = ORDER
    settings = (EARLIEST, LATEST)
    start = ({"type": "string", "format": "date"}, {})
    example = Example({"type": "string", "format": "date", "x-min": "2026-09-01"},
                      {"widget": "date"}, {"": ["28/11/2026"]},
                      "2026-11-28", "28 novembre 2026")  # fmt: skip

    def parse(self, text: str, field: Field) -> Any:
        text = " ".join(text.split())
        found = _NUMERIC.fullmatch(text)
        if found:
            day, month, year = map(int, found.groups())
        elif (words := _WORDS.fullmatch(fold(text))) and words[2] in _MONTHS:
            day, month, year = int(words[1]), _MONTHS.index(words[2]) + 1, int(words[3])
        else:
            return text
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return text

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        day = as_date(value)
        if day is None:
            return str(value)
        text = format_date(day, "d MMMM y" if locale.startswith("fr") else "long", locale=locale)
        return text.replace("1 ", "1er ", 1) if day.day == 1 and locale.startswith("fr") else text


class Time(FieldType):
    """An hour of the day: `17:42`, `17 h 42`."""

    name = "time"
    macro = "time"
    input_type = "time"
    width = "short"
    codes = {"type": "format-time", "pattern": "format-time"}
    group = "saisie"
    label = _l("Heure")
    icon = "clock"
    words = _l("horaire moment")
    operators = ORDER
    start = ({"type": "string", "format": "time"}, {})
    example = Example({"type": "string", "format": "time"}, {"widget": "time"},
                      {"": ["17 h 42"]}, "17:42", "17\u202fh\u202f42")  # fmt: skip

    def parse(self, text: str, field: Field) -> Any:
        found = _HOUR.fullmatch(text.strip())
        if not found:
            return text
        try:
            moment = time(int(found[1]), int(found[2] or 0), int(found[3] or 0))
        except ValueError:
            return text
        return moment.isoformat("seconds" if found[3] else "minutes")

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        try:
            moment = time.fromisoformat(str(value))
        except ValueError:
            return str(value)
        if locale.startswith("fr"):
            return f"{moment.hour}\u202fh\u202f{moment.minute:02}"
        return str(format_time(moment, "short", locale=locale))


class Moment(FieldType):
    """A day and an hour, as the browser's own control gives them."""

    name = "datetime"
    macro = "moment"
    input_type = "datetime-local"
    width = "medium"
    codes = {"type": "format-date-time", "pattern": "format-date-time"}
    group = "saisie"
    label = _l("Date et heure")
    icon = "calendar-check"
    words = _l("rendez-vous instant")
    operators = ORDER
    start = ({"type": "string", "format": "date-time"}, {})
    example = Example(
        {"type": "string", "format": "date-time"}, {"widget": "datetime"},
        {"": ["2026-11-28T17:42"]}, "2026-11-28T17:42:00+01:00",
        "28 novembre 2026, 17\u202fh\u202f42",
    )  # fmt: skip

    def parse(self, text: str, field: Field) -> Any:
        day, _, hour = text.partition("T") if "T" in text else text.rpartition(" ")
        day, hour = Date().parse(day.strip(), field), Time().parse(hour.strip(), field)
        try:
            local = datetime.fromisoformat(f"{day}T{hour}")
        except ValueError:
            return text
        if local.tzinfo is None:
            from schemas.domain.conditions.values import ZONE

            local = local.replace(tzinfo=ZONE)
        return local.isoformat(timespec="seconds")

    def typed(self, value: Any, field: Field) -> str:
        return str(value)[:16]

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            return str(value)
        day = Date().display(moment.date().isoformat(), field, locale)
        return f"{day}, {Time().display(moment.time().isoformat('minutes'), field, locale)}"


def as_date(value: Any) -> date | None:
    """The day in a stored answer, or None."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
