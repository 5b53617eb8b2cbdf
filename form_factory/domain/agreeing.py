"""Answers that must agree with something beside them: a bound, another answer, a list of values.

JSON Schema says nothing of other answers nor of lists that live. Each rule that speaks of answers
given here is a constraint: the engine tells whether it is broken, the residual schema takes it in.

In the schema of a question: `x-min`, `x-max` (a day, `today`, a decimal), `x-list` (its values are
keys of that list, of its first level with `x-roots`), `x-under` (the key of the question beside it
whose answer its choice stands under). In the schema of a group: `x-order` (keys of two days, the
second not before the first).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from form_factory.domain.form import Field, Form, Shape
from form_factory.domain.ordered import day_from, day_until, decimal_from, decimal_until
from form_factory.domain.pointers import pointer_of, value_at
from form_factory.domain.schema_parts import is_decimal, list_of, scale_of

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TODAY = "today"


class Row(Protocol):
    """A value of a list that lives."""

    @property
    def parent(self) -> str | None: ...


#: (key of the list, key of the row) → the row, None when the list has none of that key.
Lists = Callable[[str, str], Row | None]


def no_lists(_list: str, _key: str) -> Row | None:
    """Where no list lives, nothing is in it."""
    return None


@dataclass(frozen=True, slots=True)
class Constraint:
    """What an answer owes to something beside it; `part` is the schema that says so."""

    pointer: str
    part: Mapping[str, Any]
    code: str
    broken: bool
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """The questions of a form that owe something to what stands beside them."""

    #: (question, path of what holds it); rows: (cells, path of the list).
    fields: tuple[Field, ...] = ()
    rows: tuple[tuple[Field, tuple[Field, ...]], ...] = ()
    #: Groups with their two days in order.
    orders: tuple[tuple[tuple[str, ...], str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fields or self.rows or self.orders)


def rules_of(form: Form) -> Rules:
    """Read once per version."""
    fields, rows = [], []
    for each in form.fields():
        if each.shape is Shape.ROWS:
            if cells := tuple(cell for cell in each.items if _owes(cell)):
                rows.append((each, cells))
        elif _owes(each):
            fields.append(each)
    return Rules(tuple(fields), tuple(rows), tuple(_orders(form)))


def constraints(
    rules: Rules, answers: Mapping[str, Any], today: date, lists: Lists
) -> Iterator[Constraint]:
    """Those that answers given here are under."""
    for each in rules.fields:
        beside = value_at(answers, each.path[:-1])
        value = beside.get(each.key) if isinstance(beside, Mapping) else None
        yield from _of(each, each.pointer, value, beside, today, lists)
    for holder, cells in rules.rows:
        given = value_at(answers, holder.path)
        for number, row in enumerate(given if isinstance(given, list) else ()):
            for cell in cells if isinstance(row, Mapping) else ():
                place = f"{holder.pointer}/{number}/{cell.key}"
                yield from _of(cell, place, row.get(cell.key), row, today, lists)
    for path, first, last in rules.orders:
        days = value_at(answers, path)
        if not isinstance(days, Mapping):
            continue
        start, end = day_of(days.get(first)), day_of(days.get(last))
        if start is not None and end is not None:
            place = pointer_of((*path, last))
            yield Constraint(place, {"pattern": day_from(start)}, "period-backwards", end < start)


def _owes(question: Field) -> bool:
    schema = question.schema
    bounded = ("x-min" in schema or "x-max" in schema) and (
        schema.get("format") == "date" or is_decimal(schema)
    )
    return bounded or list_of(schema) is not None or "x-under" in schema


def _orders(form: Form) -> Iterator[tuple[tuple[str, ...], str, str]]:
    for group in form.groups():
        keys = group.schema.get("x-order")
        if isinstance(keys, list) and len(keys) == 2:
            yield group.path, str(keys[0]), str(keys[1])


def _of(
    asked: Field, place: str, value: Any, beside: Any, today: date, lists: Lists
) -> Iterator[Constraint]:
    if value is None:
        return
    schema = asked.schema
    if schema.get("format") == "date":
        yield from _days(schema, place, value, today)
    elif is_decimal(schema):
        yield from _amounts(schema, place, value)
    key = list_of(schema)
    if key is None and "x-under" not in schema:
        return
    given = [one for one in (value if isinstance(value, list) else [value]) if _scalar(one)]
    known = {one: lists(key, str(one)) for one in given} if key is not None else {}
    roots = schema.get("x-roots") is True
    unknown = [one for one, row in known.items()
               if row is None or (roots and row.parent is not None)]  # fmt: skip
    yield from _refused(place, value, unknown, "enum")
    yield from _elsewhere(asked, place, value, beside, known)


def _elsewhere(
    asked: Field, place: str, value: Any, beside: Any, known: Mapping[Any, Row | None]
) -> Iterator[Constraint]:
    """Choices that stand under another answer than the one given beside them."""
    above = beside.get(str(asked.schema.get("x-under"))) if isinstance(beside, Mapping) else None
    if above is None:
        return
    over = {str(one) for one in (above if isinstance(above, list) else [above])}
    parents = {one: row.parent or "" for one, row in known.items() if row is not None}
    parents |= {one.value: one.parent for one in asked.choices if one.parent is not None}
    given = [one for one in (value if isinstance(value, list) else [value]) if _scalar(one)]
    wrong = [one for one in given if parents.get(one) is not None and str(parents[one]) not in over]
    yield from _refused(place, value, wrong, "choice-elsewhere")


def _refused(place: str, value: Any, wrong: list[Any], code: str) -> Iterator[Constraint]:
    if wrong:
        none_of = {"not": {"enum": wrong}}
        part = {"items": none_of} if isinstance(value, list) else none_of
        yield Constraint(place, part, code, broken=True)


def _days(schema: Mapping[str, Any], place: str, value: Any, today: date) -> Iterator[Constraint]:
    if day_of(value) is None:
        return
    for name, pattern, code in (
        ("x-min", day_from, "date-too-early"), ("x-max", day_until, "date-too-late"),
    ):  # fmt: skip
        named = schema.get(name)
        limit = today.isoformat() if named == TODAY else day_of(named)
        if limit is not None:
            broken = value < limit if name == "x-min" else value > limit
            yield Constraint(place, {"pattern": pattern(limit)}, code, broken, {"limit": limit})


def _amounts(schema: Mapping[str, Any], place: str, value: Any) -> Iterator[Constraint]:
    amount, scale = _decimal(value), scale_of(schema)
    if amount is None:
        return
    for name, pattern, code in (
        ("x-min", decimal_from, "minimum"), ("x-max", decimal_until, "maximum"),
    ):  # fmt: skip
        limit = _decimal(schema.get(name))
        if limit is not None:
            broken = amount < limit if name == "x-min" else amount > limit
            part = {"pattern": pattern(limit, scale)}
            yield Constraint(place, part, code, broken, {"limit": str(schema[name])})


def _decimal(value: Any) -> Decimal | None:
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def day_of(value: Any) -> str | None:
    """`value` when it is written as an ISO day."""
    return value if isinstance(value, str) and _DAY.fullmatch(value) else None


def _scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)
