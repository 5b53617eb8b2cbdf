"""What a designer may add to a form, under the heads of the palette."""

from __future__ import annotations

from typing import Any, Final

from core.contributions import all_of
from core.i18n import _l
from form_factory.fields.base import FieldType
from form_factory.fields.layout import LAYOUTS, Layout
from form_factory.fields.registry import FIELD_TYPES, POINT

GROUPS: Final = (
    ("saisie", _l("Saisie")),
    ("choix", _l("Choix")),
    ("connu", _l("Données déjà connues")),
    ("pieces", _l("Pièces et tableaux")),
    ("mise-en-page", _l("Mise en page et valeurs")),
)


def palette(*, in_rows: bool = False) -> list[tuple[Any, list[FieldType | Layout]]]:
    """Heads with their types, ours first; `in_rows` keeps those that may stand in a row."""
    contributed = [each for each in all_of(POINT) if each not in FIELD_TYPES]
    offered: list[FieldType | Layout] = [*FIELD_TYPES, *contributed, *LAYOUTS]
    return [
        (label, listed)
        for key, label in GROUPS
        if (listed := [e for e in offered if e.group == key and (e.in_rows or not in_rows)])
    ]


def layout_named(name: str) -> Layout | None:
    """The palette's notice, explanation, section or page."""
    return next((each for each in LAYOUTS if each.name == name), None)
