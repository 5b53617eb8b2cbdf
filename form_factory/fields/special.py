"""Questions that read nothing from the form themselves: rows, computed answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from core.folding import fold
from core.i18n import _l, ngettext
from form_factory.domain.form import Field
from form_factory.domain.schema_parts import is_decimal
from form_factory.fields.base import NUMBER, ROWS, Example, FieldType
from form_factory.fields.numbers import Money, Number
from form_factory.fields.posted import Posted, clean
from form_factory.fields.settings import Part, Setting

_HOLE: Final = re.compile(r"\{([^{}]+)\}")

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


@dataclass(frozen=True, slots=True)
class RowTitle(Setting):
    """« {Lot} » for whoever designs, `{libelle}` in the document."""

    def get(self, schema: Mapping[str, Any], item: Mapping[str, Any]) -> Any:
        words = _words_of_rows(schema)
        text = str(item.get("row_label", ""))
        return _HOLE.sub(lambda hole: f"{{{words.get(hole[1], hole[1])}}}", text)

    def put(
        self, schema: Mapping[str, Any], item: Mapping[str, Any], posted: Posted
    ) -> tuple[Part, Part]:
        made = deepcopy(dict(item))
        keys = {fold(words): key for key, words in _words_of_rows(schema).items()}
        text = clean(posted.get(self.name) or "")
        made["row_label"] = _HOLE.sub(lambda hole: f"{{{keys.get(fold(hole[1]), hole[1])}}}", text)
        if not text:
            del made["row_label"]
        return deepcopy(dict(schema)), made


def _words_of_rows(schema: Mapping[str, Any]) -> dict[str, str]:
    """The questions of a row that one word tells apart, by key."""
    properties = schema.get("items", {}).get("properties", {})
    named = {key: str(part.get("title", key)) for key, part in properties.items()}
    alike = Counter(fold(words) for words in named.values())
    return {
        key: words
        for key, words in named.items()
        if alike[fold(words)] == 1 and not set("{}") & set(words)
    }


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
        RowTitle("row_label", _l("Titre de chaque ligne"), "text", "item:/row_label",
                 _l("Entre accolades, une question de la ligne : sa réponse y paraît.")),
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
