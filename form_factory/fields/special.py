"""Questions that read nothing from the form themselves: files, rows, computed answers."""

from __future__ import annotations

from typing import Any

from core.i18n import ngettext
from form_factory.domain.form import Field
from form_factory.domain.schema_parts import is_decimal
from form_factory.fields.base import FieldType
from form_factory.fields.numbers import Money, Number


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

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        count = len(value) if isinstance(value, list) else 0
        return str(ngettext("%(num)s ligne", "%(num)s lignes", count))


class Table(Cards):
    """Repeated rows, one below the other."""

    name = "table"
    macro = "table"
