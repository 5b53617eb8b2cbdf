"""Comparisons. One missing side makes UNKNOWN; texts are equal to the letter and ordered folded."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from schemas.domain.conditions.parse import Node
from schemas.domain.conditions.values import UNKNOWN, UNSET, Kind, local_date, read

Closure = Callable[[Any], Any]
_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def comparison(node: Node, left: Closure, right: Closure) -> Closure:
    """`==`, `<`… between two closures."""
    test = _TESTS[node.op]
    loose = any(arg.type.kind is Kind.ANY for arg in node.args)
    ordered = node.op not in {"==", "!="}

    def compare(run: Any) -> Any:
        one, other = left(run), right(run)
        if one is UNSET or other is UNSET:
            return UNKNOWN
        if loose:
            one, other = _same_nature(one, other)
            # Untyped texts have no order: "9.00" is not above "90000.00".
            if one is UNSET or (ordered and isinstance(one, bool | str)):
                return UNKNOWN
        return test(one, other)

    return compare


def _same_nature(one: Any, other: Any) -> tuple[Any, Any]:
    """Two values that no type describes: comparable, or both UNSET."""
    natures = _nature(one), _nature(other)
    if None in natures:
        return UNSET, UNSET
    if natures[0] is natures[1]:
        return one, other
    if natures == (Kind.DATE, Kind.DATETIME):
        return one, local_date(other)
    if natures == (Kind.DATETIME, Kind.DATE):
        return local_date(one), other
    if natures[1] is Kind.TEXT:
        return _read_pair(one, read(other, natures[0] or Kind.TEXT))
    if natures[0] is Kind.TEXT:
        return _read_pair(read(one, natures[1] or Kind.TEXT), other)
    return UNSET, UNSET


def _read_pair(one: Any, other: Any) -> tuple[Any, Any]:
    known = one is not UNSET and other is not UNSET
    return (one, other) if known and type(one) is type(other) else (UNSET, UNSET)


def _nature(value: Any) -> Kind | None:
    for types, kind in _NATURES:
        if isinstance(value, types):
            return kind
    return None


_NATURES = (
    (bool, Kind.BOOLEAN), (Decimal, Kind.DECIMAL), (datetime, Kind.DATETIME), (date, Kind.DATE),
    (time, Kind.TIME), (str, Kind.TEXT),
)  # fmt: skip


def membership(node: Node, args: list[Closure]) -> Closure:
    """`in`: SQL's, so that an unknown left side, or an unknown list, makes UNKNOWN."""
    right = node.args[1]
    asked = args[0]
    if right.op == "list":
        values = [arg.value for arg in right.args]

        def among(run: Any) -> Any:
            value = asked(run)
            if value is UNSET:
                return UNKNOWN if values else False
            return any(_equal(value, one) for one in values)

        return among
    items, kind = args[1], right.type.item.kind if right.type.item else Kind.ANY

    def inside(run: Any) -> Any:
        value, found = asked(run), items(run)
        if value is UNSET or not isinstance(found, list | tuple):
            return UNKNOWN
        run.spend(len(found))
        return any(_equal(value, read(one, kind)) for one in found)

    return inside


def _equal(one: Any, other: Any) -> bool:
    if one is UNSET or other is UNSET:
        return False
    one, other = _same_nature(one, other)
    return bool(one == other) if one is not UNSET else False
