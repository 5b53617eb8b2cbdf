"""From a value back to JSON: what is stored is written one way."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from schemas.domain.conditions.types import FieldType
from schemas.domain.conditions.values import CONTEXT, NUMBERS, UNSET, Kind, Missing, read


def format_value(value: Any, field_type: FieldType) -> Any:
    """The JSON form of `value` for a field: decimals as text with the field's digits (two unless
    `x-scale` says otherwise), rounded half up; UNSET stays UNSET."""
    if isinstance(value, Missing):
        return UNSET
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and field_type.kind in NUMBERS:
        value = read(value, field_type.kind)
        if value is UNSET:
            return UNSET
    if isinstance(value, Decimal | int | float):
        return _number(value if isinstance(value, Decimal) else Decimal(str(value)), field_type)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def _number(value: Decimal, field_type: FieldType) -> Any:
    if not value.is_finite():
        return UNSET
    if field_type.kind in {Kind.INTEGER, Kind.NUMBER, Kind.ANY}:
        if field_type.kind is Kind.INTEGER or value == value.to_integral_value():
            return int(value.to_integral_value(ROUND_HALF_UP))
        return float(value)
    if field_type.kind is Kind.DECIMAL:
        step = Decimal(1).scaleb(-field_type.scale)
        rounded = value.quantize(step, context=CONTEXT)
        if not rounded.is_finite():
            return UNSET
        return format(abs(rounded) if rounded.is_zero() else rounded, "f")
    return format(value, "f")
