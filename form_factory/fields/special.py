"""Questions that read nothing from the form themselves: rows, computed answers."""

from __future__ import annotations

from typing import Any, ClassVar

from core.i18n import _l, ngettext
from form_factory.domain.form import Field
from form_factory.domain.schema_parts import is_decimal
from form_factory.fields.base import NUMBER, ROWS, Example, FieldType
from form_factory.fields.numbers import Money, Number
from form_factory.fields.settings import Setting

LOTS = {"type": "array", "maxItems": 20, "items": {
    "type": "object", "additionalProperties": False, "required": ["libelle"], "properties": {
        "libelle": {"type": "string", "maxLength": 200, "title": "Libellé"},
        "montant": {"type": "string", "format": "decimal", "title": "Montant"}}}}  # fmt: skip


class Computed(FieldType):
    """An answer worked out from others; the browser has no say."""

    name = "computed"
    macro = "computed"
    holds = frozenset({"string", "integer", "number", "boolean"})
    reads = False
    group = "mise-en-page"
    label = _l("Valeur calculée")
    icon = "calculator"
    words = _l("calcul formule total somme")
    seconds = 0
    operators = NUMBER
    example = Example(
        {"type": "string", "format": "decimal", "readOnly": True}, {"widget": "computed"}, {},
        "12.50", "12,50|€".replace("|", "\u202f"),
    )  # fmt: skip
    settings = (Setting("unit", _l("Unité"), "text", "schema:/x-unit"),)
    start = ({"type": "string", "format": "decimal", "readOnly": True}, {})

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        """Euros unless the field says another unit; two digits alone do not make money of 3 km."""
        if is_decimal(field.schema) and "x-unit" not in field.schema:
            return Money().display(value, field, locale)
        return Number().display(value, field, locale)


class Cards(FieldType):
    """Repeated rows, each on a card."""

    name = "cards"
    macro = "cards"
    holds = frozenset({"array"})
    reads = False
    grouped = True
    missing = "rows-missing"
    group = "pieces"
    label = _l("Fiches répétées")
    icon = "cards"
    words = _l("lignes répéter plusieurs enfants lots ajouter")
    seconds = 90
    in_rows = False
    operators = ROWS
    settings = (
        Setting("least", _l("Lignes au moins"), "number", "schema:/minItems"),
        Setting("most", _l("Lignes au plus"), "number", "schema:/maxItems"),
        Setting("row_label", _l("Titre de chaque ligne"), "text", "item:/row_label",
                _l("Entre accolades, la clé d’une question : {libelle}")),
        Setting("add_label", _l("Texte du bouton d’ajout"), "text", "item:/add_label"),
    )  # fmt: skip
    start = (
        {"type": "array", "maxItems": 20, "items": {
            "type": "object", "additionalProperties": False, "required": [], "properties": {
                "libelle": {"type": "string", "maxLength": 200, "title": "Libellé"}}}},
        {"row_label": "{libelle}", "items": [{"field": "libelle", "widget": "text"}]},
    )  # fmt: skip

    example: ClassVar[Example | None] = Example(
        LOTS, {"widget": "cards", "row_label": "{libelle}", "items": [
            {"field": "libelle", "widget": "text"}, {"field": "montant", "widget": "money"}]},
        {"[r1].libelle": ["Toiture"], "[r1].montant": ["1 200"]},
        [{"libelle": "Toiture", "montant": "1200.00"}], "1 ligne",
    )  # fmt: skip

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        count = len(value) if isinstance(value, list) else 0
        return str(ngettext("%(num)s ligne", "%(num)s lignes", count))


class Table(Cards):
    """Repeated rows, one below the other."""

    name = "table"
    macro = "table"
    label = _l("Tableau de lignes")
    icon = "table"
    words = _l("grille colonnes lignes devis")
    example = Example(
        LOTS, {"widget": "table", "items": [
            {"field": "libelle", "widget": "text"}, {"field": "montant", "widget": "money"}]},
        {"[r1].libelle": ["Toiture"], "[r1].montant": ["1 200"]},
        [{"libelle": "Toiture", "montant": "1200.00"}], "1 ligne",
    )  # fmt: skip
