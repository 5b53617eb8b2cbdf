"""Numbers as they are written here: `1 234,5`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from babel.numbers import format_currency, format_decimal

from core.i18n import _l
from form_factory.domain.decimals import plain_number, stored_decimal
from form_factory.domain.form import Field
from form_factory.domain.schema_parts import is_decimal, scale_of, type_of
from form_factory.fields.base import NUMBER, Example, FieldType
from form_factory.fields.settings import Setting

LEAST = Setting("least", _l("Valeur au moins"), "number", "schema:/minimum")
MOST = Setting("most", _l("Valeur au plus"), "number", "schema:/maximum")
UNIT = Setting("unit", _l("Unité"), "text", "schema:/x-unit", _l("Par exemple m², km, élèves"))
EXACT_LEAST = Setting("least", _l("Montant au moins"), "number", "schema:/x-min", digits=2)
EXACT_MOST = Setting("most", _l("Montant au plus"), "number", "schema:/x-max", digits=2)

#: Beyond this JSON readers no longer agree on a number (the JSON door refuses it too).
_MOST_DIGITS = 15


class Number(FieldType):
    """A number, whole or not as its schema says; exact when the schema says `decimal`."""

    name = "number"
    holds = frozenset({"number", "integer", "string"})
    inputmode = "decimal"
    width = "short"
    codes = {"type": "number-unreadable", "pattern": "format-decimal"}
    unit: ClassVar[str] = ""
    group = "saisie"
    label = _l("Nombre")
    icon = "hash"
    words = _l("quantité surface décimal mesure")
    operators = NUMBER
    settings: ClassVar[tuple[Setting, ...]] = (LEAST, MOST, UNIT)
    start = ({"type": "number"}, {})
    example = Example({"type": "number", "x-unit": "m²"}, {"widget": "number"},
                      {"": ["1 234,5"]}, 1234.5, "1\u202f234,5\u202fm²")  # fmt: skip

    def parse(self, text: str, field: Field) -> Any:
        if is_decimal(field.schema):
            return stored_decimal(text, scale_of(field.schema))
        plain = plain_number(text)
        if plain is None or sum(map(str.isdigit, plain)) > _MOST_DIGITS:
            return text
        if type_of(field.schema) == "string":
            return plain
        number = Decimal(plain)
        return int(number) if number == number.to_integral_value() else float(number)

    def typed(self, value: Any, field: Field) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return str(value)
        text = repr(value) if isinstance(value, float) else str(value)
        return text.replace(".", ",") if plain_number(text) is not None else text

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        number = as_decimal(value)
        if number is None:
            return str(value)
        text = narrow(format_decimal(number, locale=locale, decimal_quantization=False))
        unit = self.unit or str(field.schema.get("x-unit", ""))
        return f"{text}\u202f{unit}" if unit else text


class Integer(Number):
    """A whole number."""

    name = "integer"
    holds = frozenset({"integer", "number"})
    inputmode = "numeric"
    codes = {"type": "integer-unreadable", "multipleOf": "integer-unreadable"}
    label = _l("Nombre entier")
    icon = "number-square-one"
    words = _l("effectif combien élèves places")
    seconds = 8
    start = ({"type": "integer", "minimum": 0}, {})
    example = Example({"type": "integer", "minimum": 0, "maximum": 40}, {"widget": "integer"},
                      {"": [" 28 "]}, 28, "28")  # fmt: skip


class Money(Number):
    """An amount in euros."""

    name = "money"
    macro = "money"
    label = _l("Montant")
    icon = "currency-eur"
    words = _l("argent prix euros coût budget")
    settings = (EXACT_LEAST, EXACT_MOST)
    start = ({"type": "string", "format": "decimal"}, {})
    example = Example({"type": "string", "format": "decimal", "x-min": "0.00"}, {"widget": "money"},
                      {"": ["1 500,5 €"]}, "1500.50", "1\u202f500,50\u202f€")  # fmt: skip

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        number = as_decimal(value)
        if number is None:
            return str(value)
        return narrow(format_currency(number, "EUR", locale=locale))


class Percentage(Number):
    """A share of a hundred: 12,5 means 12,5 %."""

    name = "percentage"
    macro = "percentage"
    unit = "%"
    label = _l("Pourcentage")
    icon = "percent"
    words = _l("taux part pour cent")
    settings = (LEAST, MOST)
    start = ({"type": "number", "minimum": 0, "maximum": 100}, {})
    example = Example({"type": "number", "minimum": 0, "maximum": 100}, {"widget": "percentage"},
                      {"": ["12,5 %"]}, 12.5, "12,5\u202f%")  # fmt: skip


def as_decimal(value: Any) -> Decimal | None:
    """The number in a stored answer, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    plain = plain_number(repr(value) if isinstance(value, float) else str(value))
    return None if plain is None else Decimal(plain)


def narrow(text: str) -> str:
    """French spaces before units and between thousands do not break and are narrow."""
    return text.replace("\u00a0", "\u202f")
