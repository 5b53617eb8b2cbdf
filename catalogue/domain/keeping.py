"""How long requests are kept: « P5Y » behind the day they were closed."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

_PERIOD = re.compile(r"P([0-9]{1,3})([YMD])")


def ends(closed: date, period: str) -> date | None:
    """The day a request closed on `closed` has been kept long enough; None: no end is said.

    The 29th of February and the 31st end on the last day of a shorter month.
    """
    found = _PERIOD.fullmatch(period)
    if found is None:
        return None
    number, unit = int(found[1]), found[2]
    if unit == "D":
        return closed + timedelta(days=number)
    months = closed.month - 1 + number * (12 if unit == "Y" else 1)
    year, month = closed.year + months // 12, months % 12 + 1
    return date(year, month, min(closed.day, calendar.monthrange(year, month)[1]))
