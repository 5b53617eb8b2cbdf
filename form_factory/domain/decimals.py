"""Decimals as French people write them, and as documents keep them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']")
_PLAIN = re.compile(r"[+-]?[0-9]{1,18}(?:[.][0-9]{0,9})?")


#: Answers have eighteen digits before the point at most.
_TOO_LARGE = Decimal(10) ** 18


def plain_number(text: str) -> str | None:
    """`1 234,5`, `1.234,50 €`, `12 %` → `1234.5`, `1234.50`, `12`; None when it is no number."""
    bare = _SPACES.sub("", text).removesuffix("€").removesuffix("%").replace("−", "-")
    if "," in bare and "." in bare:
        bare = bare.replace("." if bare.rfind(",") > bare.rfind(".") else ",", "")
    bare = bare.replace(",", ".")
    if not _PLAIN.fullmatch(bare):
        return None
    return bare.removeprefix("+").rstrip(".") or None


def stored_decimal(value: Any, scale: int) -> Any:
    """The stored form (`1500.50`), or `value` untouched when that would change the amount."""
    if not isinstance(value, str):
        return value
    plain = plain_number(value)
    if plain is None:
        return value
    number = Decimal(plain)
    kept = number.quantize(Decimal(1).scaleb(-scale))
    return f"{kept:f}" if kept == number else value


def computed_decimal(value: Any, scale: int) -> str | None:
    """A result of the engine with its digits, half cents rounded up; None when it is too large to
    be an answer: three amounts of fifteen digits may be multiplied."""
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return None
    if not number.is_finite() or abs(number) >= _TOO_LARGE:
        return None
    kept = number.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_UP)
    return f"{kept + 0:f}"
