"""Typed changes and what they touch, as the pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import format_decimal

from core.i18n import _
from schemas.changes import Told, changes_between
from schemas.models import DefinitionVersion
from schemas.pages.shown import ACTS, MOST_SHOWN
from schemas.touches import MOST, Touch, touches_of


def changes_shown(told: Sequence[Told], touches: Sequence[Touch] = ()) -> dict[str, Any]:
    """What wants a look and what does not, each with who cites it."""
    rows = [_row(each, touches) for each in told[:MOST_SHOWN]]
    return {
        "looked_at": [row for row in rows if row["heavy"]],
        "light": [row for row in rows if not row["heavy"]],
        "changes_count": len(told),
        "most": MOST_SHOWN,
    }


def review_of(live: DefinitionVersion, document: Mapping[str, Any]) -> dict[str, Any]:
    """Everything a designer reads before a version takes the place of the live one."""
    told = changes_between(live.kind, live.body, document)
    touches = touches_of(live, document, [each.change for each in told])
    return {
        **changes_shown(told, touches),
        "touched": [
            {"label": touch.label, "count": counted(touch.count), "url": touch.url}
            for touch in touches
            if not touch.field
        ],
        "compatible": all(each.change.compatible for each in told),
    }


def counted(count: int) -> str:
    """A bounded count as it is said."""
    if count >= MOST:
        return _("plus de %(most)s", most=format_decimal(MOST - 1))
    return str(format_decimal(count))


def _words(told: Told) -> str:
    """The sentence; a plain part is named alone: the mark beside it says what became of it."""
    label = told.change.label
    plain = told.change.code.startswith("part-")
    return f"{label[:1].upper()}{label[1:]}" if plain and label else told.text


def _row(told: Told, touches: Sequence[Touch]) -> dict[str, Any]:
    label, tone, icon = ACTS[told.act]
    return {
        "act": label,
        "tone": tone,
        "icon": icon,
        "text": _words(told),
        "before": told.before,
        "after": told.after,
        "advice": told.advice,
        "heavy": told.change.attention or not told.change.compatible,
        "touches": [
            f"{touch.label} : {counted(touch.count)}"
            for touch in touches
            if touch.field and touch.field == told.change.field
        ],
    }
