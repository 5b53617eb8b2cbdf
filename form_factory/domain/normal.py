"""The one normal form of answers: blanks are no answers, decimals bear their digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from core.unseen import is_unseen
from form_factory.domain.decimals import computed_decimal, stored_decimal
from form_factory.domain.pointers import MISSING
from form_factory.domain.schema_parts import is_decimal, scale_of, type_of

Tidy = Callable[[Any], Any]


def is_blank(value: Any) -> bool:
    """Null, text of which nothing is seen, empty list, empty object: nobody answered."""
    if isinstance(value, str):
        return is_unseen(value)
    if value:
        return False
    return value is not False and not isinstance(value, int | float)


def tidy_for(schema: Mapping[str, Any]) -> Tidy | None:
    """What puts an answer of `schema` into its stored form; None when it stays as it is."""
    if not is_decimal(schema):
        return None
    scale = scale_of(schema)
    digits = f"[.][0-9]{{{scale}}}" if scale else ""
    is_stored = re.compile(f"(?:0|-?[1-9][0-9]{{0,17}}|-?0(?={digits})){digits}").fullmatch

    def tidy(value: Any) -> Any:
        if isinstance(value, str) and is_stored(value):
            return value
        return stored_decimal(value, scale)

    return tidy


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
