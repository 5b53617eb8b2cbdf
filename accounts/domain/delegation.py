"""What a head may hand on: for how long, and how long it outlives the one who gave it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

#: Value of `grant.source`.
DELEGATION = "delegation"
#: Last day of a school year, everywhere in France.
YEAR_ENDS = (8, 31)
#: When whoever gave a right leaves, it stays this long, so that the school goes on.
GRACE = timedelta(days=30)


def school_year_end(day: date) -> date:
    """The 31st of August that ends the school year of `day`."""
    return date(day.year + ((day.month, day.day) > YEAR_ENDS), *YEAR_ENDS)


def latest_end(today: date, own_ends: Iterable[date | None]) -> date | None:
    """The last day that may be given by somebody whose own rights end then (None: without end).

    None when they hold nothing.
    """
    ends = list(own_ends)
    if not ends:
        return None
    year_end = school_year_end(today)
    return year_end if None in ends else min(year_end, max(end for end in ends if end))
