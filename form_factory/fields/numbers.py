"""Numbers as they are written here: `1 234,5`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from babel.numbers import format_currency, format_decimal

from form_factory.domain.decimals import plain_number, stored_decimal
from form_factory.domain.form import Field
from form_factory.domain.schema_parts import is_decimal, scale_of, type_of
from form_factory.fields.base import FieldType

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


class Money(Number):
    """An amount in euros."""

    name = "money"
    macro = "money"

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


def as_decimal(value: Any) -> Decimal | None:
    """The number in a stored answer, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    plain = plain_number(repr(value) if isinstance(value, float) else str(value))
    return None if plain is None else Decimal(plain)


def narrow(text: str) -> str:
    """French spaces before units and between thousands do not break and are narrow."""
    return text.replace("\u00a0", "\u202f")
