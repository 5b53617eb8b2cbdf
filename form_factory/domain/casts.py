"""Reads an answer as the type its question has now; what cannot be read stays an old answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from form_factory.domain.decimals import plain_number, stored_decimal
from form_factory.domain.form import Field
from form_factory.domain.pointers import MISSING
from form_factory.domain.schema_parts import is_decimal, scale_of, type_of

Cast = Callable[[Any, Field], Any]
_WORDS = {"oui": True, "true": True, "vrai": True, "non": False, "false": False, "faux": False}


def kind_of(field: Field) -> str:
    """The type a cast goes by: JSON's own, `decimal` and `choice` set apart."""
    if field.choices and type_of(field.schema) != "array":
        return "choice"
    if is_decimal(field.schema):
        return "decimal"
    return type_of(field.schema) or "string"


def cast(value: Any, before: Field, after: Field) -> Any:
    """`value` as `after` wants it, or MISSING."""
    old, new = kind_of(before), kind_of(after)
    if old == new and before.shape == after.shape:
        return value
    caster = CASTS.get((old, new)) or CASTS.get(("*", new))
    return MISSING if caster is None or before.shape != after.shape else caster(value, after)


def _text(value: Any, _field: Field) -> Any:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value) if isinstance(value, str | int | float) else MISSING


def _integer(value: Any, _field: Field) -> Any:
    plain = plain_number(str(value)) if not isinstance(value, bool) else None
    if plain is None:
        return MISSING
    number = float(plain)
    return int(number) if number.is_integer() else MISSING


def _number(value: Any, _field: Field) -> Any:
    plain = plain_number(str(value)) if not isinstance(value, bool) else None
    return MISSING if plain is None else float(plain)


def _decimal(value: Any, field: Field) -> Any:
    plain = plain_number(str(value)) if not isinstance(value, bool) else None
    return MISSING if plain is None else stored_decimal(plain, scale_of(field.schema))


def _boolean(value: Any, _field: Field) -> Any:
    return _WORDS.get(str(value).strip().lower(), MISSING)


def _choice(value: Any, field: Field) -> Any:
    told = str(value).strip().casefold()
    if isinstance(value, bool):
        told = "oui" if value else "non"
    for one in field.choices:
        if one.value == value or told in (str(one.value).casefold(), one.label.casefold()):
            return one.value
    return MISSING


def _only_choice(value: Any, field: Field) -> Any:
    return _choice(value[0], field) if isinstance(value, list) and len(value) == 1 else MISSING


def _several(value: Any, field: Field) -> Any:
    if isinstance(value, bool | dict | list):
        return MISSING
    found = _choice(value, field) if field.choices else value
    return MISSING if found is MISSING else [found]


CASTS: Final[Mapping[tuple[str, str], Cast]] = {
    ("*", "string"): _text, ("*", "integer"): _integer, ("*", "number"): _number,
    ("*", "decimal"): _decimal, ("*", "boolean"): _boolean, ("*", "choice"): _choice,
    ("*", "array"): _several, ("array", "choice"): _only_choice, ("array", "string"): lambda v, f: (
        str(v[0]) if isinstance(v, list) and len(v) == 1 else MISSING
    ),
}  # fmt: skip
