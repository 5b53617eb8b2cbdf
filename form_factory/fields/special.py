"""Questions that read nothing from the form themselves: files, rows, computed answers."""

from __future__ import annotations

from typing import Any

from core.i18n import _l, ngettext
from form_factory.domain.form import Field
from form_factory.domain.schema_parts import is_decimal
from form_factory.fields.base import NUMBER, ROWS, SET, FieldType
from form_factory.fields.numbers import Money, Number
from form_factory.fields.settings import Setting


class File(FieldType):
    """Files: the answer holds their ids; uploads and removals are acts of their own."""

    name = "file"
    macro = "file"
    takes_files = True
    holds = frozenset({"array", "string"})
    reads = False
    grouped = True
    codes = {"minItems": "file-missing", "maxItems": "files-too-many"}
    missing = "file-missing"
    group = "pieces"
    label = _l("Pièce à joindre")
    icon = "paperclip"
    words = _l("fichier document pdf joindre déposer")
    seconds = 60
    operators = SET
    settings = (Setting("most", _l("Nombre de fichiers au plus"), "number", "schema:/maxItems"),)
    start = (
        {"type": "array", "maxItems": 5, "items": {"type": "string", "format": "preau-file"}},
        {},
    )

    def typed(self, value: Any, field: Field) -> str:
        return ""

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        count = len(value) if isinstance(value, list) else 1
        return str(ngettext("%(num)s fichier", "%(num)s fichiers", count))


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
