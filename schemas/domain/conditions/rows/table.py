"""A table of rows, and the condition it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from core.problems import Problem
from schemas.domain.conditions.canonical import canonical
from schemas.domain.conditions.check import check
from schemas.domain.conditions.dates import duration
from schemas.domain.conditions.names import Name, Names
from schemas.domain.conditions.rows.operators import OPERATORS, Operator, operators_of, others
from schemas.domain.conditions.rows.texts import NotOfType, literal_of, whole_of
from schemas.domain.conditions.types import INTEGER, FieldType

#: "and" all, "or" at least one, "nor" none, "nand" not all.
JOINS: Final = ("and", "or", "nor", "nand")
UNITS: Final = ("D", "W", "M", "Y")
MOST_ROWS: Final = 30
MOST_VALUES: Final = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what, how, against what. `values` are texts as controls hold them; of an operator
    against another field the first one is its path."""

    subject: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()
    unit: str = "D"
    inner: Table | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and groups of rows, joined one way."""

    joined: str = "and"
    rows: tuple[Row | Table, ...] = ()
    names: Names = field(default_factory=Names, compare=False, repr=False)
    #: Whether its rows speak of one row of a list.
    nested: bool = False


def condition_of(table: Table) -> Any:
    """The condition in its canonical form; None when nothing is asked. Rows that are not whole are
    left out: `faults_of` names them."""
    built = _table(table)
    return None if built is None else canonical(built, table.names.types)


def faults_of(table: Table) -> dict[str, Problem]:
    """Place of the row ("0", "1.0", "2.dont.0") → what keeps it from being said. A row that names
    no field is not begun, and no fault."""
    return {problem.path: problem for problem in _faults(table, "")}


def rows_in(table: Table, stem: str = "") -> Iterator[tuple[str, Row]]:
    """Every row with its place ("0", "1.0", "2.dont.0")."""
    for number, one in enumerate(table.rows):
        place = f"{stem}{number}"
        if isinstance(one, Table):
            yield from rows_in(one, f"{place}.")
        else:
            yield place, one
            if one.inner is not None:
                yield from rows_in(one.inner, f"{place}.dont.")


def begins(table: Table) -> bool:
    """Whether a row has just been added, with no field chosen yet."""
    return any(begins(one) if isinstance(one, Table) else not one.subject for one in table.rows)


def _faults(table: Table, stem: str) -> Iterator[Problem]:
    for number, one in enumerate(table.rows):
        place = f"{stem}{number}"
        if isinstance(one, Table):
            yield from _faults(one, f"{place}.")
        elif one.subject:
            yield from _row_faults(one, table, place)


def _row_faults(row: Row, table: Table, place: str) -> Iterator[Problem]:
    try:
        built = _row(row, table)
    except NotOfType as fault:
        yield Problem(place, fault.code, {"name": row.subject})
        if row.inner is None:
            return
    else:
        for problem in check(built, table.names.types):
            yield Problem(place, problem.code, problem.params)
            return
    if row.inner is not None:
        yield from _faults(row.inner, f"{place}.dont.")


def _table(table: Table) -> Any:
    parts = [part for one in table.rows if (part := _part(one, table)) is not None]
    if not parts:
        return None
    op = "or" if table.joined in {"or", "nor"} else "and"
    joined = parts[0] if len(parts) == 1 else {op: parts}
    return {"not": [joined]} if table.joined in {"nor", "nand"} else joined


def _part(one: Row | Table, table: Table) -> Any:
    if isinstance(one, Table):
        return _table(one)
    try:
        return _row(one, table) if one.subject else None
    except NotOfType:
        return None


def _row(row: Row, table: Table) -> Any:
    """Raises `NotOfType` when something of the row is not said yet."""
    name = table.names.get(row.subject)
    if name is None:
        raise NotOfType("rows-unknown")
    if row.operator not in operators_of(name, nested=table.nested):
        raise NotOfType("rows-operator")
    operator = OPERATORS[row.operator]
    left = _measured(name, operator, row)
    if operator.op == "is_set":
        built: Any = {"is_set": [left]}
    elif operator.rows and not operator.measure:
        built = {operator.op: [row.subject, _inner(row)]}
    elif operator.key in {"yes", "no"}:
        built = {"==": [left, operator.key == "yes"]}
    elif operator.op == "has":
        built = {"in": [literal_of(_first(row), name.type.item or name.type), left]}
    else:
        built = {operator.op: [left, _against(row, name, operator, table.names)]}
    return {"not": [built]} if operator.negated else built


def _inner(row: Row) -> Any:
    built = _table(row.inner) if row.inner is not None else None
    if built is None:
        raise NotOfType("rows-inner")
    return built


def _measured(name: Name, operator: Operator, row: Row) -> Any:
    if operator.measure == "age":
        return {"age": [name.expression]}
    if operator.measure == "count":
        return {"count": [name.path]}
    if operator.measure == "where":
        return {"count": [name.path, _inner(row)]}
    return name.expression


def _against(row: Row, name: Name, operator: Operator, names: Names) -> Any:
    if operator.against in {"today", "now"}:
        return {operator.against: []}
    if operator.against in {"ago", "ahead"}:
        return {"date_add": [{"today": []}, _length(row, operator.against)]}
    if operator.against == "field":
        other = names.get(_first(row))
        if other is None or other not in others(names, name, operator):
            raise NotOfType("rows-field")
        return other.expression
    if operator.measure:
        return whole_of(_first(row), 150 if operator.measure == "age" else 100_000)
    kind = literal_kind(name)
    if operator.against == "values":
        found = [literal_of(text, kind) for text in row.values if text.strip()][:MOST_VALUES]
        if not found:
            raise NotOfType("rows-value")
        return found
    return literal_of(_first(row), kind)


def literal_kind(name: Name) -> FieldType:
    """What a value beside `name` is read as."""
    return INTEGER if name.path.startswith("count:") else name.type


def _first(row: Row) -> str:
    return row.values[0] if row.values else ""


def _length(row: Row, way: str) -> str:
    length = f"{'-' if way == 'ago' else ''}P{whole_of(_first(row), 73_000)}{row.unit}"
    if row.unit not in UNITS or duration(length) is None:
        raise NotOfType("rows-whole")
    return length
