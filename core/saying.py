"""Dates, hours, sizes and amounts as people say them, in the language of the moment.

French is written by hand where the usual tables say it another way: « 17 h 42 », « vendredi
28 novembre », « 240 Ko », with spaces that do not break.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from flask import Flask
from flask_babel import get_locale

from core import clock
from core.clock import PARIS
from core.i18n import _

#: Narrow no-break space: inside « 17 h 42 » and « 1 240 ».
NARROW = "\u202f"
_UNITS = {"fr": ("octets", "Ko", "Mo", "Go"), "en": ("bytes", "kB", "MB", "GB")}
_STEP = 1024
_DAYS_BY_NAME = 6


def day(value: date | datetime | str | None, zone: ZoneInfo = PARIS) -> str:
    """« vendredi 28 novembre », with the year when it is not the present one."""
    if (found := _date(value, zone)) is None:
        return ""
    return _formatted(found, _pattern("EEEE d MMMM", "EEEE, MMMM d", found), _tongue())


def whole_day(value: date | datetime | str | None, zone: ZoneInfo = PARIS) -> str:
    """« 28 novembre 2026 »: for what is read years later, with the paper in hand."""
    if (found := _date(value, zone)) is None:
        return ""
    return format_date(found, "long", locale=_tongue())


def short_day(value: date | datetime | str | None, zone: ZoneInfo = PARIS) -> str:
    """« 28 nov. », for columns."""
    if (found := _date(value, zone)) is None:
        return ""
    return _formatted(found, _pattern("d MMM", "MMM d", found), _tongue())


def hour(value: datetime | str | None, zone: ZoneInfo = PARIS) -> str:
    """« 17 h 42 » on the wall of the authority, or of the place."""
    if (found := _local(value, zone)) is None:
        return ""
    if _tongue() != "fr":
        return format_time(found, "short", tzinfo=zone, locale=_tongue())
    return f"{found.hour}{NARROW}h{NARROW}{found.minute:02}"


def moment(value: datetime | str | None) -> str:
    """« aujourd’hui à 9 h 20 », « hier à 17 h 42 », « lundi à 14 h 05 », else the date and hour."""
    if (found := _local(value)) is None:
        return ""
    age = (clock.today() - found.date()).days
    at = {"time": hour(found)}
    if age == 0:
        return _("aujourd’hui à %(time)s", **at)
    if age == 1:
        return _("hier à %(time)s", **at)
    if 1 < age <= _DAYS_BY_NAME:
        name = format_date(found.date(), "EEEE", locale=_tongue())
        return _("%(day)s à %(time)s", day=name, **at)
    return _("%(day)s à %(time)s", day=day(found), **at)


def dated(value: datetime | str | None) -> str:
    """« 28 novembre 2026 à 17 h 42 »: for what is kept, where « hier » would soon be wrong."""
    if (found := _local(value)) is None:
        return ""
    written = format_date(found.date(), "long", locale=_tongue())
    return _("%(day)s à %(time)s", day=written, time=hour(found))


def signed(name: str, principal: str = "") -> str:
    """Who did something, and in whose place: « Amina Benali, par délégation de Marc Diallo »."""
    if not principal:
        return name
    return _("%(name)s, par délégation de %(principal)s", name=name, principal=principal)


def size(octets: int | None) -> str:
    """« 240 Ko »."""
    if octets is None:
        return ""
    units = _UNITS.get(_tongue(), _UNITS["en"])
    amount, unit = Decimal(octets), units[0]
    for unit in units:
        if amount < _STEP or unit == units[-1]:
            break
        amount /= _STEP
    shown = "#,##0.#" if unit in units[2:] else "#,##0"
    return f"{format_decimal(amount, shown, locale=_tongue())}{NARROW}{unit}"


def money(amount: Decimal | str | int | None, currency: str = "EUR") -> str:
    """« 48,20 € »; amounts travel as text or Decimal, never as floats."""
    if amount is None or amount == "":
        return ""
    said = format_currency(Decimal(amount), currency, locale=_tongue())
    return said.replace("\u00a0", NARROW)


def days_left(until: date | datetime, today: date | None = None) -> int:
    """Days from today to `until`, negative once it is past."""
    found = _date(until)
    return (found - (today or clock.today())) // timedelta(days=1) if found else 0


_SYLLABLE = re.compile(r"(?<=[aeiouyéèêà])(?=[bcdfghjklmnpqrstvwxz][aeiouyéèê])", re.IGNORECASE)
_SHORT_WORD = 10


def soft(text: object) -> str:
    """A label that may be cut between two syllables where room is short (soft hyphens)."""
    return " ".join(
        _SYLLABLE.sub("\u00ad", word) if len(word) > _SHORT_WORD else word
        for word in str(text).split(" ")
    )


def init_saying(app: Flask) -> None:
    """Templates say `{{ at|moment }}`."""
    app.jinja_env.filters.update(
        day=day,
        short_day=short_day,
        hour=hour,
        moment=moment,
        filesize=size,
        money=money,
        soft=soft,
    )


@lru_cache(maxsize=4096)  # a list says the same few days over and over
def _formatted(value: date, pattern: str, tongue: str) -> str:
    return format_date(value, pattern, locale=tongue)


def _pattern(french: str, english: str, value: date) -> str:
    """The pattern of the tongue, with the year when the reader cannot guess it."""
    if _tongue() == "fr":
        return french if value.year == clock.today().year else f"{french} y"
    return english if value.year == clock.today().year else f"{english}, y"


def _tongue() -> str:
    found: Any = get_locale()
    return str(found.language) if found is not None else "fr"


def _local(value: datetime | str | None, zone: ZoneInfo = PARIS) -> datetime | None:
    if not value:
        return None
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.astimezone(zone)


def _date(value: date | datetime | str | None, zone: ZoneInfo = PARIS) -> date | None:
    if not value:
        return None
    if isinstance(value, str):
        value = date.fromisoformat(value) if len(value) == len("2026-11-28") else _local(value)
    if isinstance(value, datetime):
        return value.astimezone(zone).date()
    return value
