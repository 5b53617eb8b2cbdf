"""Beside a form being tried: which conditions hold and why, what is computed, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.i18n import _
from core.words import message
from form_factory.compiled import Compiled
from form_factory.domain.trial_points import Decided, decided
from form_factory.evaluation import Outcome, first_errors
from form_factory.fields import type_for
from form_factory.trying.wording import rule_in_words, told, why
from schemas.domain.conditions import Facts


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition, as it came out."""

    label: str
    #: « Affichée », « Masquée », « Demandée », « Facultative ».
    state: str
    tone: str
    icon: str
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands beside the page."""

    conditions: tuple[ConditionLine, ...]
    #: (question, value in words).
    computed: tuple[tuple[str, str], ...]
    errors: tuple[str, ...]


def panel_of(form: Compiled, outcome: Outcome, facts: Facts) -> Panel:
    """Everything these answers decide, in reading order."""
    lines = tuple(_line(form, each) for each in decided(form.plan, outcome.projection, facts))
    computed = tuple(
        (told(form, name), _shown(form, name, value)) for name, value in outcome.computed.items()
    )
    errors = tuple(message(each) for each in first_errors(outcome.errors))
    return Panel(lines, computed, errors)


def _line(form: Compiled, each: Decided) -> ConditionLine:
    point = each.point
    name = point.name
    if each.row is not None and point.rows:
        name = f"{point.rows}/{each.row}/{name.rpartition('/')[2]}"
    if point.required:
        state, tone, icon = (
            (_("Demandée"), "brick", "asterisk") if each.holds
            else (_("Facultative"), "slate", "circle")
        )  # fmt: skip
    else:
        state, tone, icon = (
            (_("Affichée"), "leaf", "eye") if each.holds else (_("Masquée"), "slate", "eye-slash")
        )
    reason = _("ce qui la contient est masqué") if each.shut else why(form, each)
    if each.shut:
        state, tone, icon = _("Masquée"), "slate", "eye-slash"
    label = told(form, name)
    label = label[:1].upper() + label[1:]
    return ConditionLine(label, state, tone, icon, rule_in_words(form, point), reason)


def _shown(form: Compiled, name: str, value: Any) -> str:
    plain = "/".join(part for part in name.split("/") if not part.isdigit())
    question = form.fields.get(plain)
    return type_for(question).display(value, question) if question else str(value)
