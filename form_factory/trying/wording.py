"""What stands in a form, in words: for panels, examples and coverage."""

from __future__ import annotations

import re

from core.i18n import _
from form_factory.compiled import Compiled
from form_factory.domain.form import Explanation, Item, Notice, Section
from form_factory.domain.pointers import dotted, parts_of
from form_factory.domain.trial_points import Decided, Point
from form_factory.trying.surroundings import LABELS
from schemas.domain.conditions import Types
from schemas.words import in_words, reasons_in_words

_ROW = re.compile(r"/([0-9]+)(?=/)")
LONGEST = 80


def told(form: Compiled, name: str) -> str:
    """« Nature », « Rapport amiante, ligne 2 », « étape « Lots et pièces » », « message « … » »."""
    sort, _sign, key = name.partition(":")
    if not name.startswith("/") and key:
        return _part(form, sort, key)
    row = _ROW.search(name)
    question = form.fields.get(_ROW.sub("", name))
    label = question.label if question else name
    if row is None:
        return label
    return str(_("%(label)s, ligne %(number)s", label=label, number=int(row[1]) + 1))


def _part(form: Compiled, sort: str, key: str) -> str:
    if sort == "page":
        page = form.form.page(key)
        return str(_("étape « %(words)s »", words=page.title if page else key))
    for page in form.form.pages:
        found = _within(page.items, key)
        if isinstance(found, Section):
            return str(_("groupe « %(words)s »", words=found.title))
        if isinstance(found, Notice | Explanation):
            return str(_("message « %(words)s »", words=_short(found.text)))
    return key


def _within(items: tuple[Item, ...], key: str) -> Item | None:
    for item in items:
        if isinstance(item, Section):
            if item.key == key:
                return item
            if found := _within(item.items, key):
                return found
        elif isinstance(item, Notice | Explanation) and item.key == key:
            return item
    return None


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def rule_in_words(form: Compiled, point: Point) -> str:
    """« si la nature est « urgence » »."""
    return str(in_words(point.condition.document, _types(form, point), labels(form)))


def why(form: Compiled, each: Decided) -> str:
    """« la nature n’est pas « urgence » »; empty when there is nothing to say."""
    return str(reasons_in_words(each.reasons, _types(form, each.point), labels(form)))


def labels(form: Compiled) -> dict[str, str]:
    """Words of every name a condition may use."""
    known = {name: str(words) for name, words in LABELS.items()}
    for question in form.fields.values():
        name = f"./{question.key}" if question.row_of else dotted(parts_of(question.pointer))
        known.setdefault(name, question.label)
    return known


def _types(form: Compiled, point: Point) -> Types:
    types = form.form.types
    return types.in_rows(dotted(parts_of(point.rows))) if point.rows else types
