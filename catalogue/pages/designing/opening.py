"""« Ouverture »: for whom the service is, in rows of conditions, and when it is open."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from catalogue.domain.designing import opening as edits
from catalogue.domain.designing.places import OPENING
from catalogue.domain.service import Calendar
from catalogue.pages.blueprint import pages
from catalogue.pages.designing import conditions, persona
from catalogue.pages.designing.door import (
    Document,
    Wrong,
    designer,
    designs,
    page,
    posted,
    written,
)
from catalogue.pages.designing.sheet import focus_of
from core import clock
from core.i18n import _
from core.saying import day
from schemas.domain.designing.rows import RowAct

RULE = "eligibility"


@pages.get("/administration/services/<key>/ouverture")
@designs
def design_opening(key: str) -> ResponseReturnValue:
    """Eligibility and periods of the draft."""
    return _page(key)


@pages.post("/administration/services/<key>/ouverture")
@designs
def write_opening(key: str) -> ResponseReturnValue:
    """Keep what the page says; its buttons add, remove and move periods."""
    names = conditions.names_for(designer(), conditions.PLACE, key)
    read = conditions.Conditions()
    act = RowAct.of(request.form.get("act", ""))
    landed: list[str] = []

    def edit(document: Document) -> Document:
        before = (document.get("eligibility") or {}).get("rule")
        read.status = 0
        read.read(request.form, RULE, 0, names, before)
        changed = edits.with_opening(document, posted(), read.kept[0])
        if act is None or act.list != "periods":
            return changed
        changed, place = edits.moved(changed, act)
        landed[:] = [focus_of(act, place, first="from")]
        return changed

    return written(
        key,
        OPENING,
        edit,
        lambda wrong: _page(key, wrong, read.shown),
        again=lambda: read.status if act is None else 0,
        focus=lambda: landed[0] if landed else "",
    )


def _page(
    key: str, wrong: Wrong | None = None, typed: dict[str, Any] | None = None
) -> ResponseReturnValue:
    actor = designer()

    def context(body: Document) -> dict[str, Any]:
        names = conditions.names_for(actor, conditions.PLACE, key)
        eligibility = body.get("eligibility") or {}
        played = persona.persona_of(actor, body, {})
        return {
            "persona": played,
            **persona.tried(body, played),
            "rule": conditions.drawn(names, [(RULE, eligibility.get("rule"))], typed or {})[RULE],
            "explain": eligibility.get("explain", ""),
            "periods": edits.periods_of(body),
            "now": standing(body),
        }

    return page(key, OPENING, wrong=wrong, context=context)


def standing(body: Document) -> tuple[str, str]:
    """(tone, sentence) of whether it is open today."""
    today = clock.today()
    try:
        calendar = Calendar.of(body.get("open"))
    except (ValueError, TypeError, AttributeError):  # a draft written as a text may say anything
        return "sun", _("Les dates ne sont pas lisibles.")
    period = calendar.at(today)
    if not calendar.starts(today):
        if period.since and period.since > today:
            return "slate", _("Fermé aujourd’hui. Ouvre le %(day)s.", day=day(period.since))
        return "slate", _("Fermé aujourd’hui.")
    if period.until:
        return "leaf", _("Ouvert aujourd’hui, jusqu’au %(day)s inclus.", day=day(period.until))
    return "leaf", _("Ouvert aujourd’hui, sans date de fin.")
