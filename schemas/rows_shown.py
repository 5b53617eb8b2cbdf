"""A table of rows as templates draw it: each control with its choices, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.i18n import _
from core.problems import Problem
from schemas.domain.conditions import FieldType
from schemas.domain.conditions.names import Name, Names
from schemas.domain.conditions.rows import OPERATORS, Row, Table, operators_of, others
from schemas.domain.conditions.values import NUMBERS, Kind
from schemas.rows_words import JOINS, UNITS, heading_of, name_in_words, operator_in_words

Grouped = Mapping[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Control:
    """The third control of a row. `kind`: none, choice, choices, field, amount (with a unit of
    time), whole, number, date, time, text, lines (one value a line)."""

    kind: str = "none"
    values: tuple[str, ...] = ()
    options: Any = ()
    unit: str = ""
    #: What stands beside a number: "ans", "€".
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row, or a group of rows (`joined` is then told)."""

    place: str
    #: Name and id of its controls, without their last part.
    stem: str
    number: int
    subject: str = ""
    subjects: Grouped = field(default_factory=dict)
    operator: str = ""
    operators: Grouped = field(default_factory=dict)
    control: Control = field(default_factory=Control)
    joined: str = ""
    #: Rows of a group, or those about one row of a list.
    lines: tuple[Line, ...] = ()
    inner: bool = False
    group: bool = False


def joins() -> list[tuple[str, str]]:
    """Ways to join rows."""
    return [(key, str(words)) for key, words in JOINS.items()]


def units() -> list[tuple[str, str]]:
    """Lengths of time."""
    return [(key, str(words)) for key, words in UNITS.items()]


def lines_of(table: Table, prefix: str, faults: Mapping[str, Problem]) -> tuple[Line, ...]:
    """Every row and group of `table`, ready to draw; `faults` by place."""
    return _lines(table, prefix, "", faults)


def _lines(table: Table, prefix: str, stem: str, faults: Mapping[str, Problem]) -> tuple[Line, ...]:
    subjects = _subjects(table)
    drawn = []
    for number, one in enumerate(table.rows):
        place = f"{stem}{number}"
        if isinstance(one, Table):
            inside = _lines(one, prefix, f"{place}.", faults)
            group = Line(place, f"{prefix}.{place}", number + 1, joined=one.joined, group=True)
            drawn.append(replace(group, lines=inside))
        else:
            line = Line(place, f"{prefix}.{place}", number + 1, one.subject, subjects)
            drawn.append(_line(one, table, line, prefix, faults))
    return tuple(drawn)


def _line(row: Row, table: Table, line: Line, prefix: str, faults: Mapping[str, Problem]) -> Line:
    """`line` with what its row says."""
    name = table.names.get(row.subject)
    offered = {path for group in line.subjects.values() for path, _words in group}
    if row.subject and row.subject not in offered:
        known = name_in_words(name) if name else row.subject
        line = replace(line, subjects={**line.subjects, str(_("Autres")): [(row.subject, known)]})
    if name is None:
        return line
    inner = row.inner
    return replace(
        line,
        operator=row.operator,
        operators=_operators(name, row.operator, nested=table.nested),
        control=_control(row, name, table.names),
        joined=inner.joined if inner else "",
        lines=_lines(inner, prefix, f"{line.place}.dont.", faults) if inner else (),
        inner=inner is not None,
    )


def _subjects(table: Table) -> Grouped:
    """What may stand at the head of a row; of totals over rows, sums alone are offered."""
    offered = (
        name
        for name in table.names.by_path.values()
        if not name.path.startswith(("min:", "max:")) and operators_of(name, nested=table.nested)
    )
    return _grouped((_heading(name), name.path, name_in_words(name)) for name in offered)


def _heading(name: Name) -> str:
    return name.group or str(_("Champs"))


def _operators(name: Name, chosen: str, *, nested: bool) -> Grouped:
    keys = operators_of(name, nested=nested)
    return _grouped(
        (heading_of(key), key, operator_in_words(key, name.type))
        for key in (keys if chosen in keys else (chosen, *keys))
        if key in OPERATORS
    )


def _grouped(listed: Iterable[tuple[str, str, str]]) -> Grouped:
    groups: dict[str, list[tuple[str, str]]] = {}
    for heading, value, words in listed:
        groups.setdefault(heading, []).append((value, words))
    return groups


def _control(row: Row, name: Name, names: Names) -> Control:
    operator = OPERATORS.get(row.operator)
    if operator is None or operator.against in {"", "today", "now"}:
        return Control()
    if operator.against == "field":
        fitting = others(names, name, operator)
        groups = _grouped((_heading(o), o.path, name_in_words(o)) for o in fitting)
        return Control("field", row.values, groups)
    if operator.against in {"ago", "ahead"}:
        return Control("amount", row.values, units(), row.unit)
    if operator.measure:
        years = str(_("ans")) if operator.measure == "age" else ""
        return Control("whole", row.values, suffix=years)
    kind = name.type.item if operator.op == "has" and name.type.item else name.type
    return _plain(row, kind, several=operator.against == "values")


def _plain(row: Row, kind: FieldType, *, several: bool) -> Control:
    if kind.choices is not None:
        options = [(str(key), words) for key, words in kind.choices.items()]
        known = {key for key, _words in options}
        options += [(gone, gone) for gone in row.values if gone and gone not in known]
        return Control("choices" if several else "choice", row.values, options)
    if several:
        return Control("lines", row.values)
    if kind.kind in NUMBERS:
        return Control("number", row.values, suffix=kind.unit)
    if kind.kind in {Kind.DATE, Kind.DATETIME}:
        return Control("date", row.values)
    return Control("time" if kind.kind is Kind.TIME else "text", row.values)
