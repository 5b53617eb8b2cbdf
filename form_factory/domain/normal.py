"""The one normal form of answers: blanks are no answers, decimals bear their digits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from form_factory.domain.decimals import computed_decimal, stored_decimal
from form_factory.domain.pointers import MISSING
from form_factory.domain.schema_parts import is_decimal, scale_of, type_of

Tidy = Callable[[Any], Any]


def is_blank(value: Any) -> bool:
    """Null, empty text, empty list, empty object: nobody answered."""
    return value is None or value is MISSING or (value in ("", [], {}) and value is not False)


def tidy_for(schema: Mapping[str, Any]) -> Tidy | None:
    """What puts an answer of `schema` into its stored form; None when it stays as it is."""
    return partial(stored_decimal, scale=scale_of(schema)) if is_decimal(schema) else None


def fitted(value: Any, schema: Mapping[str, Any]) -> Any:
    """The result of an expression in the form its property wants; MISSING when there is none."""
    if is_decimal(schema):
        stored = computed_decimal(value, scale_of(schema))
        return MISSING if stored is None else stored
    kind = type_of(schema)
    if kind in {"integer", "number"} and isinstance(value, str):
        plain = computed_decimal(value, 0 if kind == "integer" else 9)
        return MISSING if plain is None else (int(plain) if kind == "integer" else float(plain))
    if kind == "string" and not isinstance(value, str):
        return str(value)
    return value
