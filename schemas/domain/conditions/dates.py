"""Calendar arithmetic, the same as PostgreSQL's: months first, clamped to the month's end."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from schemas.domain.conditions.parse import Node
from schemas.domain.conditions.values import MOMENTS, UNSET, Kind

Day = TypeVar("Day", date, datetime)
_DURATION = re.compile(
    r"(?P<sign>-?)P(?!$)(?:(?P<Y>\d{1,3})Y)?(?:(?P<M>\d{1,4})M)?(?:(?P<W>\d{1,4})W)?"
    r"(?:(?P<D>\d{1,5})D)?(?:T(?=\d)(?:(?P<h>\d{1,5})H)?(?:(?P<m>\d{1,5})M)?)?",
    re.ASCII,
)
#: No answer may be moved by more than this, so that no date overflows anywhere.
_MOST_MONTHS = 200 * 12
_MOST_DAYS = 200 * 366


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of calendar time; negative when it goes back ("-P18Y")."""

    months: int
    days: int
    seconds: int


def duration(text: Any) -> Duration | None:
    """ISO 8601 ("P1Y6M", "P15D", "PT2H", "-P18Y"), or None."""
    found = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    part = {name: int(value or 0) for name, value in found.groupdict().items() if name != "sign"}
    months, days = part["Y"] * 12 + part["M"], part["W"] * 7 + part["D"]
    if months > _MOST_MONTHS or days > _MOST_DAYS:
        return None
    sign = -1 if found["sign"] else 1
    seconds = part["h"] * 3600 + part["m"] * 60
    return Duration(sign * months, sign * days, sign * seconds)


def add(start: Day, length: Duration) -> Day:
    """The day after `length`; 31 January and one month is the last day of February."""
    months = start.year * 12 + start.month - 1 + length.months
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    moved = start.replace(year=year, month=month + 1, day=min(start.day, last))
    return moved + timedelta(days=length.days, seconds=length.seconds)


def whole_years(birth: date, at: date) -> Any:
    """Age in whole years; UNSET for somebody not yet born."""
    if birth > at:
        return UNSET
    return at.year - birth.year - ((at.month, at.day) < (birth.month, birth.day))


def is_day(node: Node) -> bool:
    """Whether a node gives a date or an instant."""
    return node.type.kind in MOMENTS or node.type.kind is Kind.ANY
