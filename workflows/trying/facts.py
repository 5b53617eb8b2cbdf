"""Facts typed by hand, read as the kind their guard asks for."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from schemas.domain.conditions import Kind, Types
from schemas.domain.conditions.values import NUMBERS

ROOTS = ("data", "annotations", "request", "establishment", "actor")


def given_of(
    base: Mapping[str, Any], typed: Mapping[str, str], types: Types | None
) -> dict[str, Any]:
    """What guards read: sample answers, with what was typed over them."""
    known = {root: values for root, values in base.items() if isinstance(values, Mapping)}
    given: dict[str, Any] = deepcopy({root: dict(values) for root, values in known.items()})
    for name, text in typed.items():
        root, *parts = name.split(".")
        if root in ROOTS and parts and text.strip():
            _put(given.setdefault(root, {}), parts, value_of(text.strip(), name, types))
    return given


def value_of(text: str, name: str, types: Types | None) -> Any:
    """« 1 500,5 » for an amount, « oui » for a yes-or-no, words for the rest."""
    found = types.get(name) if types is not None else None
    kind = found.kind if found is not None else Kind.ANY
    if kind is Kind.BOOLEAN or (kind is Kind.ANY and text in {"true", "false"}):
        return text == "true"
    if kind is Kind.LIST:
        return [one.strip() for one in text.split(",") if one.strip()]
    plain = "".join(text.split()).replace("\u202f", "").replace(",", ".")
    if kind is Kind.INTEGER and plain.lstrip("-").isdecimal() and len(plain) <= 15:
        return int(plain)
    if kind in NUMBERS or kind is Kind.ANY:
        return _amount(plain) or text
    return text


def _amount(text: str) -> str:
    """`1500.5` → `1500.50`; "" for what is no amount."""
    whole, _point, cents = text.partition(".")
    digits = whole.lstrip("-") + cents
    sound = whole.lstrip("-").isdecimal() and digits.isdecimal() and len(digits) <= 15
    return f"{whole}.{cents.ljust(2, '0')}" if sound else ""


def _put(values: dict[str, Any], parts: list[str], value: Any) -> None:
    for part in parts[:-1]:
        inner = values.get(part)
        if not isinstance(inner, dict):
            inner = values[part] = {}
        values = inner
    values[parts[-1]] = value


def text_of(given: Mapping[str, Any], name: str) -> str:
    """A fact as a control holds it."""
    value: Any = given
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None or isinstance(value, Mapping) else str(value)
