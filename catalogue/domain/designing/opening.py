"""Who a service is for and when it is open, as the page of the editor posts them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from schemas.domain.designing.posted import Posted, filled, places, said, text
from schemas.domain.designing.rows import RowAct, rearranged

_DAYS = ("from", "until", "drafts_until")


def periods_of(document: Any) -> list[dict[str, Any]]:
    """The periods of `open`, one or several."""
    found = document.get("open")
    listed = found if isinstance(found, list) else [found] if found else []
    return [dict(one) for one in listed]


def with_periods(document: dict[str, Any], periods: Sequence[Any]) -> dict[str, Any]:
    """None: always open; one stands alone, several in a list."""
    if not periods:
        document.pop("open", None)
    else:
        document["open"] = list(periods) if len(periods) > 1 else dict(periods[0])
    return document


def with_opening(document: dict[str, Any], posted: Posted, rule: Any) -> dict[str, Any]:
    """The document with what the page says; `rule` is its condition, None for everybody."""
    if "explain" in posted:
        said_so = filled(explain=text(posted, "explain"))
        document.pop("eligibility", None)
        if rule is not None or said_so:
            document["eligibility"] = {**({} if rule is None else {"rule": rule}), **said_so}
    if "periods-shown" in posted:
        with_periods(document, [_period(posted, n) for n in places(posted, "periods")])
    return document


def moved(document: dict[str, Any], act: RowAct) -> tuple[dict[str, Any], int | None]:
    """A period added, removed or moved."""
    rows, place = rearranged(periods_of(document), act, dict.fromkeys(_DAYS))
    return with_periods(document, rows), place


def _period(posted: Posted, place: int) -> dict[str, Any]:
    return {name: _day(said(posted, f"periods-{place}-{name}")) for name in _DAYS}


def _day(typed: str) -> str | None:
    """A date as pages send it; what is none is no date."""
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        return None
