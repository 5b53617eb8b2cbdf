"""Values that conditions handle, and how a JSON value becomes one.

Reading is total: what is not of the announced type reads as UNSET, exactly as the SQL functions
`preau_num`, `preau_date`, `preau_bool` give NULL, so that one bad value never breaks a list.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum, StrEnum
from math import isfinite
from typing import Any, Final
from zoneinfo import ZoneInfo


class Missing(Enum):
    """Two ways of not knowing. Both are falsy, so a careless `if` refuses."""

    UNSET = "unset"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return self.name


#: No answer: absent, hidden, null, empty, or not of its type.
UNSET: Final = Missing.UNSET
#: The truth value of a comparison that lacks an answer.
UNKNOWN: Final = Missing.UNKNOWN

ZONE: Final = ZoneInfo("Europe/Paris")


class Kind(StrEnum):
    """What a field or an expression holds."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    DECIMAL = "decimal"
    DATE = "date"
    DATETIME = "date-time"
    TIME = "time"
    TEXT = "text"
    #: A text that is an identifier: a choice, or a string with a format. Compares exactly.
    KEY = "key"
    LIST = "list"
    ROWS = "rows"
    OBJECT = "object"
    #: Not described. Compares only with a value of the same nature.
    ANY = "any"


NUMBERS: Final = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.DECIMAL})
TEXTS: Final = frozenset({Kind.TEXT, Kind.KEY})
MOMENTS: Final = frozenset({Kind.DATE, Kind.DATETIME})

#: Wide enough for exact sums of a thousand amounts; traps nothing, so it cannot raise.
CONTEXT: Final = Context(prec=60, rounding=ROUND_HALF_UP, traps=[], Emin=-999, Emax=999)

# The same patterns stand in the SQL functions. Years stop at 2999 so that date arithmetic, bounded
# to 200 years, can overflow neither in Python nor in PostgreSQL.
NUMBER_PATTERN: Final = r"-?[0-9]{1,30}([.][0-9]{1,20})?"
DATE_PATTERN: Final = r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_NUMBER = re.compile(NUMBER_PATTERN)
_DATE = re.compile(DATE_PATTERN)
_MOMENT = re.compile(
    DATE_PATTERN + r"[Tt]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?"
    r"([Zz]|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
)
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")


def read(raw: Any, kind: Kind) -> Any:
    """`raw` as a value of `kind`, or UNSET. Never raises."""
    if raw is None or isinstance(raw, Missing) or (raw == "" and isinstance(raw, str)):
        return UNSET
    reader = _READERS.get(kind)
    return raw if reader is None else reader(raw)


def _number(raw: Any) -> Any:
    if isinstance(raw, bool):
        return UNSET
    if isinstance(raw, Decimal):
        return raw if raw.is_finite() and abs(raw.adjusted()) <= 40 else UNSET
    if isinstance(raw, int):
        return Decimal(raw) if abs(raw) < 10**30 else UNSET
    if isinstance(raw, float):
        return _number(Decimal(repr(raw)))
    if isinstance(raw, str) and _NUMBER.fullmatch(raw):
        return Decimal(raw)
    return UNSET


def _boolean(raw: Any) -> Any:
    if isinstance(raw, bool):
        return raw
    return {"true": True, "false": False}.get(raw, UNSET) if isinstance(raw, str) else UNSET


def _text(raw: Any) -> Any:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float):  # as JSONB writes it
        return format(Decimal(repr(raw)), "f") if isfinite(raw) else UNSET
    return str(raw) if isinstance(raw, int) and abs(raw) < 10**30 else UNSET


def _date(raw: Any) -> Any:
    if isinstance(raw, datetime):
        return local_date(raw) if raw.tzinfo else UNSET
    if isinstance(raw, date):
        return raw if 1000 <= raw.year <= 2999 else UNSET
    if isinstance(raw, str) and _DATE.fullmatch(raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            return UNSET
    return UNSET


def _datetime(raw: Any) -> Any:
    if isinstance(raw, str) and _MOMENT.fullmatch(raw):
        try:
            raw = datetime.fromisoformat(raw.upper())
        except ValueError:
            return UNSET
    if isinstance(raw, datetime) and raw.tzinfo is not None and 1000 < raw.year < 2999:
        return raw.astimezone(UTC)
    return UNSET


def _time(raw: Any) -> Any:
    if isinstance(raw, time):
        return raw.replace(tzinfo=None)
    return time.fromisoformat(raw) if isinstance(raw, str) and _TIME.fullmatch(raw) else UNSET


def _any(raw: Any) -> Any:
    if isinstance(raw, bool | str | date | time):
        return raw
    number = _number(raw)
    return raw if number is UNSET and isinstance(raw, list | tuple | dict) else number


def _items(raw: Any) -> Any:
    return raw if isinstance(raw, list | tuple) and raw else UNSET


def _mapping(raw: Any) -> Any:
    return raw if isinstance(raw, dict) and raw else UNSET


_READERS = {
    Kind.BOOLEAN: _boolean, Kind.INTEGER: _number, Kind.NUMBER: _number, Kind.DECIMAL: _number,
    Kind.DATE: _date, Kind.DATETIME: _datetime, Kind.TIME: _time, Kind.TEXT: _text,
    Kind.KEY: _text, Kind.LIST: _items, Kind.ROWS: _items, Kind.OBJECT: _mapping, Kind.ANY: _any,
}  # fmt: skip


def local_date(moment: datetime) -> date:
    """The day of an instant on the wall of the authority."""
    return moment.astimezone(ZONE).date()
