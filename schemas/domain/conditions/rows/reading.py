"""From a condition to a table, when rows can show it."""

from __future__ import annotations

import re
from typing import Any, Final

from schemas.domain.conditions.canonical import canonical, same
from schemas.domain.conditions.names import FOLDED, Names
from schemas.domain.conditions.rows.operators import OPERATORS
from schemas.domain.conditions.rows.table import MOST_ROWS, Row, Table, condition_of
from schemas.domain.conditions.rows.texts import shown, text_of
from schemas.domain.conditions.types import ANY

_LENGTH: Final = re.compile(r"(-?)P([0-9]{1,6})([DWMY])")
_SIGNS: Final = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_OPPOSITE: Final = {
    "set": "unset", "in": "not_in", "in_field": "not_in_field", "has": "has_not", "any": "none",
}  # fmt: skip


class _Unshown(Exception):
    """Rows have no place for this."""


def rows_of(condition: Any, names: Names) -> Table | None:
    """The table that says `condition`; None when only a formula can show it.

    What it gives always says the same: `condition_of(rows_of(c)) == canonical(c)`.
    """
    if condition is None or condition is True:
        return Table(names=names)
    document = canonical(condition, names.types)
    try:
        table = _table(document, names, groups=True)
        return table if same(condition_of(table), document) else None
    except _Unshown:
        return None


def _table(document: Any, names: Names, *, groups: bool, nested: bool = False) -> Table:
    op, operands = _operation(document)
    negated = op == "not" and _operation(operands[0])[0] in {"and", "or"}
    if negated:
        op, operands = _operation(operands[0])
    if op not in {"and", "or"}:
        one = _row_or_not(document, names, nested=nested, groups=True)
        return one if isinstance(one, Table) else Table("and", (one,), names, nested)
    if len(operands) > MOST_ROWS:
        raise _Unshown
    joined = {"and": "nand", "or": "nor"}[op] if negated else op
    parts = tuple(_part(one, names, groups=groups, nested=nested) for one in operands)
    return Table(joined, parts, names, nested)


def _part(document: Any, names: Names, *, groups: bool, nested: bool) -> Row | Table:
    op, operands = _operation(document)
    if op == "not":
        op = _operation(operands[0])[0]
    if op not in {"and", "or"}:
        return _row_or_not(document, names, nested=nested, groups=groups)
    if not groups:
        raise _Unshown
    return _table(document, names, groups=False, nested=nested)


def _row_or_not(document: Any, names: Names, *, nested: bool, groups: bool) -> Row | Table:
    """A row, or « aucune » of one where no operator says the opposite."""
    try:
        return _row(document, names, nested=nested)
    except _Unshown:
        op, operands = _operation(document)
        if op != "not" or not groups:
            raise
        return Table("nor", (_row(operands[0], names, nested=nested),), names, nested)


def _operation(document: Any) -> tuple[str, list[Any]]:
    if not isinstance(document, dict) or len(document) != 1:
        raise _Unshown
    ((op, operands),) = document.items()
    return op, operands if isinstance(operands, list) else [operands]


def _row(document: Any, names: Names, *, nested: bool) -> Row:
    op, operands = _operation(document)
    if op == "not":
        row = _row(operands[0], names, nested=nested)
        if row.operator not in _OPPOSITE:
            raise _Unshown
        return Row(row.subject, _OPPOSITE[row.operator], row.values, row.unit, row.inner)
    if op == "is_set":
        return Row(_path(operands[0]), "set")
    if op in {"any", "all"} and not nested:
        return Row(operands[0], op, inner=_inside(operands[0], operands[1], names))
    if op == "in":
        return _membership(operands, names)
    if op in _SIGNS:
        return _comparison(_SIGNS[op], operands, names, nested=nested)
    raise _Unshown


def _membership(operands: list[Any], names: Names) -> Row:
    left, right = operands
    if not isinstance(left, dict):
        path = _path(right)
        name = names.get(path)
        item = (name.type.item if name else None) or ANY
        return Row(path, "has", (shown(left, item),))
    path = _path(left)
    if not isinstance(right, list):
        return Row(path, "in_field", (_path(right),))
    name = names.get(path)
    kind = name.type if name else ANY
    return Row(path, "in", tuple(shown(one, kind) for one in right))


def _comparison(sign: str, operands: list[Any], names: Names, *, nested: bool) -> Row:
    left, right = operands
    op, given = _operation(left)
    if op in {"age", "count"} and type(right) is int:
        if op == "age" and len(given) == 1:
            return Row(_path(given[0]), f"age_{sign}", (text_of(right),))
        if op == "count" and len(given) == 1:
            return Row(given[0], f"count_{sign}", (text_of(right),))
        if op == "count" and not nested:
            inner = _inside(given[0], given[1], names)
            return Row(given[0], f"where_{sign}", (text_of(right),), inner=inner)
    path = _path(left)
    if isinstance(right, bool):
        return Row(path, "yes" if right else "no")
    if not isinstance(right, dict):
        name = names.get(path)
        return Row(path, sign, (shown(right, name.type if name else ANY),))
    op, given = _operation(right)
    if op in {"today", "now"}:
        return Row(path, _known(f"{sign}_{op}"))
    if op == "date_add" and same(given[0], {"today": []}):
        return _relative(path, sign, given[1])
    return Row(path, _known(f"{sign}_field"), (_path(right),))


def _relative(path: str, sign: str, length: Any) -> Row:
    found = _LENGTH.fullmatch(length) if isinstance(length, str) else None
    if found is None:
        raise _Unshown
    back, number, unit = found.groups()
    return Row(path, _known(f"{sign}_{'ago' if back else 'ahead'}"), (number,), unit)


def _known(key: str) -> str:
    if key not in OPERATORS:
        raise _Unshown
    return key


def _inside(path: str, condition: Any, names: Names) -> Table:
    return _table(condition, names.inside(path), groups=False, nested=True)


def _path(document: Any) -> str:
    op, operands = _operation(document)
    if op == "var":
        return str(operands[0])
    if op in FOLDED and len(operands) == 2 and all(isinstance(one, str) for one in operands):
        return f"{op}:{operands[0]}:{operands[1].removeprefix('./')}"
    raise _Unshown
