"""The functions of the language under their French names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from schemas.domain.conditions.dates import duration
from schemas.domain.conditions.formula.durations import WORDS, written
from schemas.domain.conditions.formula.lexer import Refused, Sign
from schemas.domain.conditions.formula.parts import Part, operation
from schemas.domain.conditions.parse import ARITIES
from schemas.domain.conditions.types import Types
from schemas.domain.conditions.values import Kind

#: French name, without accents → operator. The first name of each is the one we write.
NAMES: Final = {
    "somme": "sum", "min": "min", "minimum": "min", "max": "max", "maximum": "max",
    "concat": "cat", "nombre": "count", "si": "if", "age": "age", "rempli": "is_set",
    "vide": "is_unset", "aumoinsune": "any", "toutes": "all",
    "ajouter": "date_add", "retirer": "date_sub", "aujourdhui": "today", "maintenant": "now",
    "non": "not",
}  # fmt: skip
WRITTEN: Final = {op: name for name, op in reversed(NAMES.items())}


def fold_of(path: str, types: Types) -> list[str] | None:
    """["lots", "montant"] for a field of rows, which only a total may name."""
    head, dot, last = path.rpartition(".")
    if not dot or head in {"", "."} or types.get(path) is not None:
        return None
    listed = types.get(head)
    return [head, last] if listed is not None and listed.kind is Kind.ROWS else None


def call(reader: Any, sign: Sign) -> Part:
    """What stands between the brackets after a word."""
    op = NAMES.get(sign.word)
    if op is None:
        raise Refused(sign.column, "formula-function", name=sign.value)
    reader.need("(")
    part: Part = _READ.get(op, _plain)(reader, sign, op)
    reader.need(")")
    return part


def _arguments(reader: Any) -> list[Part]:
    found: list[Part] = []
    while not reader.says(")"):
        found.append(reader.expression(0))
        if not reader.says(";"):
            break
        reader.take()
    return found


def _counted(sign: Sign, op: str, given: int) -> None:
    least, most = ARITIES[op]
    if not least <= given <= most:
        code = "formula-operands" if least == most else "formula-operands-between"
        raise Refused(sign.column, code, name=sign.value, least=least, most=most)


def _plain(reader: Any, sign: Sign, op: str) -> Part:
    parts = _arguments(reader)
    _counted(sign, op, len(parts))
    for part in parts:
        alone(reader, part)
    return operation(op, sign.column, *parts)


def alone(reader: Any, part: Part) -> None:
    """A field of rows has no value of its own."""
    if isinstance(part.document, list) or fold_of(part.path, reader.types):
        raise Refused(part.column, "formula-rows-alone", name=part.path or part.document[0])


def _total(reader: Any, sign: Sign, op: str) -> Part:
    parts = _arguments(reader)
    _counted(sign, op, len(parts))
    if len(parts) == 1:
        document, path = parts[0].document, parts[0].path
        named = document if isinstance(document, list) else fold_of(path, reader.types)
        if named is not None:
            return Part({op: named}, sign.column)
    if len(parts) == 2 and all(isinstance(part.document, str) for part in parts):
        raise Refused(sign.column, "formula-two-texts")
    for part in parts:
        alone(reader, part)
    return operation(op, sign.column, *parts)


def _over_rows(reader: Any, sign: Sign, op: str) -> Part:
    listed = reader.expression(0)
    named = isinstance(listed.document, dict) and isinstance(listed.document.get("var"), str)
    if not named:
        raise Refused(listed.column, "formula-list", name=sign.value)
    path = listed.document["var"]
    if not reader.says(";"):
        _counted(sign, op, 1)
        return Part({op: [path]}, sign.column)
    reader.take()
    outer, reader.scope = reader.scope, reader.scope.inside(path)
    try:
        body = reader.expression(0)
        alone(reader, body)
    finally:
        reader.scope = outer
    return Part({op: [path, body.document]}, sign.column, ((f"/{op}/1", body),))


def _moved(reader: Any, sign: Sign, op: str) -> Part:
    start = reader.expression(0)
    alone(reader, start)
    reader.need(";")
    column = reader.ahead.column
    length = _length(reader, back=op == "date_sub")
    if duration(length) is None:
        raise Refused(column, "formula-duration")
    return operation("date_add", sign.column, start, Part(length, column))


def _length(reader: Any, *, back: bool) -> str:
    if reader.ahead.kind == "text" and not back:
        return str(reader.take().value)
    if reader.says("-"):
        reader.take()
        back = not back
    parts: dict[tuple[str, str], int] = {}
    while reader.ahead.kind == "number":
        number = reader.take()
        unit = WORDS.get(reader.ahead.word)
        if unit is None or unit in parts or not isinstance(number.value, int):
            raise Refused(number.column, "formula-duration")
        parts[unit] = number.value
        reader.take()
    if not parts:
        raise Refused(reader.ahead.column, "formula-duration")
    return written(parts, back=back)


def _unset(reader: Any, sign: Sign, _op: str) -> Part:
    return operation("not", sign.column, _plain(reader, sign, "is_set"))


_READ: Final[dict[str, Callable[[Any, Sign, str], Part]]] = {
    **dict.fromkeys(("sum", "min", "max", "cat"), _total),
    **dict.fromkeys(("count", "any", "all"), _over_rows),
    "date_add": _moved, "date_sub": _moved, "is_unset": _unset,
}  # fmt: skip
