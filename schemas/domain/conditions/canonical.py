"""One way to write each condition, with the same meaning: what opening and saving may change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from schemas.domain.conditions.check import typed
from schemas.domain.conditions.parse import ARITIES, OVER_ROWS, Node
from schemas.domain.conditions.reasons import MIRROR
from schemas.domain.conditions.types import FieldType, Types
from schemas.domain.conditions.values import NUMBERS, UNSET, Kind, read

_COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
_NEGATED: Final = {"==": "!=", "!=": "=="}


def canonical(document: Any, types: Types, *, truth: bool = True) -> Any:
    """`document` in its one form: operands in brackets, no `and` of one, the field before the
    value, numbers written as their field writes them. `truth`: it stands where a condition does.

    What cannot be read comes back as it is.
    """
    tree, _problems = typed(document, types, None)
    if tree is None:
        return document
    plain = _plain(document, types, truth=truth)
    tree, problems = typed(plain, types, None)
    if tree is None:
        return document
    return plain if problems else _numbered(plain, tree)


def same(left: Any, right: Any) -> bool:
    """Whether two documents are the same JSON: `1` is not `true`, nor `1.0`."""
    return _text(left) == _text(right)


def _text(document: Any) -> str:
    return json.dumps(document, sort_keys=True)


def _plain(document: Any, types: Types, *, truth: bool) -> Any:
    if isinstance(document, float):
        return number_literal(document, FieldType(Kind.NUMBER))
    if not isinstance(document, dict):
        return document
    ((op, given),) = document.items()
    if op == "var":
        found = types.get(given)
        flag = truth and found is not None and found.kind is Kind.BOOLEAN
        return {"==": [document, True]} if flag else document
    operands = given if isinstance(given, list) else [given]
    if op in OVER_ROWS:
        inner = types.in_rows(operands[0])
        return {op: [operands[0], *(_plain(one, inner, truth=True) for one in operands[1:])]}
    if op in {"and", "or", "not"}:
        return _joined(op, [_plain(one, types, truth=True) for one in operands])
    truths = (True, False, False) if op == "if" else (False,) * len(operands)
    if op == "in" and isinstance(operands[1], list):
        members = [_plain(one, types, truth=False) for one in operands[1]]
        return {"in": [_plain(operands[0], types, truth=False), members]}
    parts = [_plain(one, types, truth=flag) for one, flag in zip(operands, truths, strict=True)]
    return _compared(op, parts, types) if op in _COMPARISONS else {op: parts}


def _joined(op: str, parts: list[Any]) -> Any:
    if op != "not":
        return parts[0] if len(parts) == 1 else {op: parts}
    (part,) = parts
    if not isinstance(part, dict):
        return {"not": parts}
    ((inner, operands),) = part.items()
    if inner == "not":
        return operands[0]
    if inner not in _NEGATED:
        return {"not": parts}
    return _flag(_NEGATED[inner], operands)


def _compared(op: str, parts: list[Any], types: Types) -> Any:
    left, right = parts
    if not _named(left) and _named(right):
        left, right, op = right, left, MIRROR.get(op, op)
    found = types.get(left["var"]) if isinstance(left, dict) and "var" in left else None
    if found is not None and found.kind is Kind.BOOLEAN:
        return _flag(op, [left, right])
    return {op: [left, right]}


def _flag(op: str, parts: list[Any]) -> Any:
    """« n’est pas oui » is « est non »."""
    if op == "!=" and isinstance(parts[1], bool):
        return {"==": [parts[0], not parts[1]]}
    return {op: parts}


def _named(document: Any) -> bool:
    """Whether a field stands in it, as in `sum` of two bare words."""
    if isinstance(document, list):
        return any(_named(one) for one in document)
    if not isinstance(document, dict):
        return False
    ((op, operands),) = document.items()
    folded = op in {"sum", "min", "max", "cat"} and _two_words(operands)
    return op == "var" or op in OVER_ROWS or folded or _named(operands)


def _two_words(operands: Any) -> bool:
    return (
        isinstance(operands, list)
        and len(operands) == 2
        and all(isinstance(one, str) for one in operands)
    )


def _numbered(document: Any, tree: Node) -> Any:
    """Literals of comparisons written as the field beside them is."""
    written = dict(_literals(tree))
    return _rewritten(document, "", written) if written else document


def _literals(tree: Node) -> Iterator[tuple[str, Any]]:
    for node in tree.walk():
        if node.op not in _COMPARISONS and node.op != "in":
            continue
        sides = (*node.args, *node.args[1].args) if node.op == "in" else node.args
        for side in sides:
            if side.op == "literal" and side.type.kind in NUMBERS and side.type.choices is None:
                yield side.at, number_literal(side.value, side.type)


def number_literal(value: Any, kind: FieldType) -> Any:
    """A number as documents hold it beside a field of that kind."""
    number = read(value, Kind.NUMBER)
    if number is UNSET:
        return value
    if kind.kind is Kind.DECIMAL:
        return _decimal(number, kind.scale)
    if number == number.to_integral_value():
        return int(number)
    short = float(number)
    return short if Decimal(repr(short)) == number else format(number, "f")


def _decimal(number: Decimal, scale: int) -> str:
    """With the digits of its field; with its own where it has more."""
    plain = format(number, "f")
    whole, _, part = plain.partition(".")
    part = part.rstrip("0").ljust(scale, "0")
    sign = whole if number else whole.lstrip("-")
    return f"{sign}.{part}" if part else sign


def _rewritten(document: Any, at: str, written: dict[str, Any]) -> Any:
    if at in written:
        return written[at]
    if isinstance(document, list):
        return [_rewritten(one, f"{at}/{number}", written) for number, one in enumerate(document)]
    if isinstance(document, dict) and len(document) == 1:
        ((op, operands),) = document.items()
        if op in ARITIES:
            below = f"{at}/{op.replace('~', '~0').replace('/', '~1')}"
            return {op: _rewritten(operands, below, written)}
    return document
