"""What each operator gives, or the code of what is wrong with its operands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from schemas.domain.conditions.literals import natural
from schemas.domain.conditions.parse import Node
from schemas.domain.conditions.types import ANY, BOOLEAN, DATE, DATETIME, INTEGER, FieldType
from schemas.domain.conditions.values import MOMENTS, NUMBERS, TEXTS, Kind

ORDERS: Final = frozenset({"<", "<=", ">", ">="})
COMPARISONS: Final = ORDERS | {"==", "!=", "in"}
_NOT_COMPARED: Final = frozenset({Kind.LIST, Kind.ROWS, Kind.OBJECT})

Found = tuple[FieldType, str]


def result_type(op: str, args: tuple[Node, ...]) -> Found:
    """(type, "") or (a type to go on with, the fault)."""
    if op in ORDERS or op in {"==", "!="}:
        return BOOLEAN, _compared(op, _kind(args[0]), _kind(args[1]))
    return _RULES[op](args)


def _kind(node: Node) -> FieldType:
    return FieldType(natural(node.value)) if _untyped(node) else node.type


def _untyped(node: Node) -> bool:
    return node.op == "literal" and node.type.kind is Kind.ANY


def family(left: Kind, right: Kind) -> bool:
    """Whether values of the two kinds may stand on two sides of a comparison."""
    if Kind.ANY in {left, right} or left is right:
        return True
    pair = {left, right}
    return pair <= NUMBERS or pair <= TEXTS or pair <= MOMENTS


def _compared(op: str, left: FieldType, right: FieldType) -> str:
    if left.kind in _NOT_COMPARED or right.kind in _NOT_COMPARED:
        return "not-compared"
    if not family(left.kind, right.kind):
        return "type-mismatch"
    if op in ORDERS:
        for side in (left, right):
            unordered = side.choices is not None and side.kind not in NUMBERS
            if side.kind is Kind.BOOLEAN or unordered:
                return "not-ordered"
    return ""


def _in(args: tuple[Node, ...]) -> Found:
    left, right = _kind(args[0]), args[1]
    if left.kind in _NOT_COMPARED:
        return BOOLEAN, "not-compared"
    if right.op == "list":
        return BOOLEAN, ""
    if right.type.kind not in {Kind.LIST, Kind.ANY}:
        return BOOLEAN, "not-a-list-of-values"
    item = right.type.item or ANY
    return BOOLEAN, "" if family(left.kind, item.kind) else "type-mismatch"


def _all_boolean(args: tuple[Node, ...]) -> Found:
    wrong = any(_kind(arg).kind not in {Kind.BOOLEAN, Kind.ANY} for arg in args)
    return BOOLEAN, "not-boolean" if wrong else ""


def _if(args: tuple[Node, ...]) -> Found:
    if _kind(args[0]).kind not in {Kind.BOOLEAN, Kind.ANY}:
        return _kind(args[1]), "not-boolean"
    return _common(args[1:])


def _common(args: tuple[Node, ...]) -> Found:
    """The type all operands share."""
    kinds = [_kind(arg) for arg in args]
    found = next((kind for kind in kinds if kind.kind is not Kind.ANY), ANY)
    for kind in kinds:
        if not family(found.kind, kind.kind):
            return found, "type-mismatch"
    if found.kind in NUMBERS:
        return _widest(kinds), ""
    return found, ""


def _widest(kinds: list[FieldType]) -> FieldType:
    decimals = [kind for kind in kinds if kind.kind is Kind.DECIMAL]
    if decimals:
        return FieldType(Kind.DECIMAL, scale=max(kind.scale for kind in decimals),
                         unit=decimals[0].unit)  # fmt: skip
    integers = all(kind.kind is Kind.INTEGER for kind in kinds)
    return FieldType(Kind.INTEGER if integers else Kind.NUMBER)


def _spread(args: tuple[Node, ...]) -> list[FieldType]:
    """Operands of `sum`, `min`… where a list of values stands for its items."""
    kinds = [_kind(arg) for arg in args]
    return [(kind.item or ANY) if kind.kind is Kind.LIST else kind for kind in kinds]


def _arithmetic(args: tuple[Node, ...]) -> Found:
    kinds = _spread(args)
    wrong = any(kind.kind not in NUMBERS | {Kind.ANY} for kind in kinds)
    return _widest([k for k in kinds if k.kind in NUMBERS]), "not-a-number" if wrong else ""


def _plain_arithmetic(args: tuple[Node, ...]) -> Found:
    if any(_kind(arg).kind is Kind.LIST for arg in args):
        return FieldType(Kind.NUMBER), "not-a-number"
    return _arithmetic(args)


def _division(args: tuple[Node, ...]) -> Found:
    found, fault = _plain_arithmetic(args)
    return (FieldType(Kind.NUMBER) if found.kind is Kind.INTEGER else found), fault


def _extreme(args: tuple[Node, ...]) -> Found:
    kinds = _spread(args)
    found, fault = _common(tuple(Node("var", "", type=kind) for kind in kinds))
    if not fault and found.kind in _NOT_COMPARED | {Kind.BOOLEAN}:
        fault = "not-ordered"
    return found, fault


def _cat(args: tuple[Node, ...]) -> Found:
    wrong = any(kind.kind in _NOT_COMPARED for kind in _spread(args))
    return FieldType(Kind.TEXT), "not-a-text" if wrong else ""


def _dated(args: tuple[Node, ...]) -> str:
    from schemas.domain.conditions.dates import is_day

    for arg in args:
        if not is_day(arg):
            return "not-a-date"
    return ""


def _date_add(args: tuple[Node, ...]) -> Found:
    from schemas.domain.conditions.dates import duration

    start, length = args
    found = DATETIME if start.type.kind is Kind.DATETIME else DATE
    if length.op != "literal" or duration(length.value) is None:
        return found, "not-a-duration"
    if found is DATE and duration(length.value).seconds:  # type: ignore[union-attr]
        return found, "hours-on-a-date"
    return found, _dated((start,))


_RULES: Final[dict[str, Callable[[tuple[Node, ...]], Found]]] = {
    "in": _in, "and": _all_boolean, "or": _all_boolean, "not": _all_boolean,
    "is_set": lambda args: (BOOLEAN, ""), "if": _if, "list": lambda args: (ANY, ""),
    "+": _plain_arithmetic, "*": _plain_arithmetic, "-": _plain_arithmetic, "/": _division,
    "sum": _arithmetic, "min": _extreme, "max": _extreme, "cat": _cat,
    "date_add": _date_add, "age": lambda args: (INTEGER, _dated(args)),
    "today": lambda args: (DATE, ""), "now": lambda args: (DATETIME, ""),
}  # fmt: skip
