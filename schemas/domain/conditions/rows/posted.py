"""From what a browser posts to a table, whatever it posts; and the acts of its buttons.

`when.lier`, `when.0.sujet`, `when.0.op`, `when.0.valeur`, `when.0.autre`, `when.0.unite`; a group
at `when.1.lier`, `when.1.0.sujet`; rows of a list at `when.2.dont.lier`, `when.2.dont.0.sujet`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from schemas.domain.conditions.names import Names
from schemas.domain.conditions.rows.operators import OPERATORS, operators_of
from schemas.domain.conditions.rows.table import JOINS, MOST_ROWS, MOST_VALUES, UNITS, Row, Table
from schemas.domain.conditions.rows.texts import LONGEST
from schemas.domain.conditions.types import FieldType
from schemas.domain.conditions.values import Kind

Posted = Mapping[str, Sequence[str]]
_MOST_KEYS = 5_000


def read_table(posted: Posted, prefix: str, names: Names) -> Table:
    """The table as posted, the act of its own button done. Never raises."""
    tree = _tree(posted, f"{prefix}.")
    table = _table(tree, names, groups=True, nested=False)
    for act in posted.get("act", ()):
        verb, _, rest = act.partition(":")
        whose, _, place = rest.partition(":")
        if verb.startswith("cond.") and whose == prefix:
            table = _acted(table, verb.removeprefix("cond."), place)
    return table


def _tree(posted: Posted, stem: str) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for key in list(posted)[:_MOST_KEYS]:
        if not key.startswith(stem):
            continue
        *steps, last = key[len(stem) :].split(".")[:6]
        place = root
        for step in steps:
            inner = place.setdefault(step, {})
            if not isinstance(inner, dict):
                break
            place = inner
        else:
            place.setdefault(last, [one[:LONGEST] for one in posted[key][:MOST_VALUES]])
    return root


def _said(tree: dict[str, Any], key: str) -> str:
    found = tree.get(key)
    return found[0] if isinstance(found, list) and found else ""


def _places(tree: dict[str, Any]) -> list[dict[str, Any]]:
    numbered = [
        (int(key), part)
        for key, part in tree.items()
        if isinstance(part, dict) and key.isascii() and key.isdigit() and len(key) < 4
    ]
    return [part for _number, part in sorted(numbered, key=lambda one: one[0])][:MOST_ROWS]


def _table(tree: dict[str, Any], names: Names, *, groups: bool, nested: bool) -> Table:
    joined = _said(tree, "lier")
    rows: list[Row | Table] = []
    for part in _places(tree):
        if "lier" in part:
            if groups:
                rows.append(_table(part, names, groups=False, nested=nested))
        else:
            rows.append(_row(part, names, nested=nested))
    return Table(joined if joined in JOINS else "and", tuple(rows), names, nested)


def _row(tree: dict[str, Any], names: Names, *, nested: bool) -> Row:
    subject = _said(tree, "sujet")
    name = names.get(subject)
    if name is None:
        return Row(subject)
    allowed = operators_of(name, nested=nested)
    key = _said(tree, "op")
    key = key if key in allowed else allowed[0]
    operator = OPERATORS[key]
    moved = _said(tree, "avant") not in {"", subject}
    unit = _said(tree, "unite")
    row = Row(subject, key, unit=unit if unit in UNITS else "D")
    if not moved:
        row = replace(row, values=_values(tree, operator.against, name.type))
    if operator.rows:
        within = tree.get("dont") if not moved else None
        inner = _table(
            within if isinstance(within, dict) else {},
            names.inside(subject),
            groups=False,
            nested=True,
        )
        row = replace(row, inner=inner if inner.rows else replace(inner, rows=(Row(),)))
    return row


def _values(tree: dict[str, Any], against: str, kind: FieldType) -> tuple[str, ...]:
    if against in {"", "today", "now"}:
        return ()
    if against == "field":
        return tuple(one for one in [_said(tree, "autre")] if one)
    given = tree.get("valeur")
    texts = given if isinstance(given, list) else []
    if against != "values":
        return tuple(texts[:1])
    if kind.choices is None and kind.kind is not Kind.BOOLEAN:
        texts = [line for one in texts for line in one.splitlines()]
    return tuple(one.strip() for one in texts if one.strip())[:MOST_VALUES]


def _acted(table: Table, act: str, place: str) -> Table:
    steps = [step for step in place.split(".") if step]
    if act == "add":
        return _at(table, steps, lambda inside: _added(inside, Row()))
    if act == "group" and not steps:
        return _added(table, Table("or", (Row(), Row()), table.names))
    if act == "remove" and steps:
        *way, last = steps
        return _at(table, way, lambda inside: _removed(inside, last))
    return table


def _added(table: Table, one: Row | Table) -> Table:
    if len(table.rows) >= MOST_ROWS:
        return table
    return replace(table, rows=(*table.rows, one))


def _removed(table: Table, place: str) -> Table:
    kept = [one for number, one in enumerate(table.rows) if str(number) != place]
    return replace(table, rows=tuple(kept))


def _at(table: Table, steps: list[str], act: Any) -> Table:
    """`table` with `act` done on the table at `steps` ("1", "2.dont", "1.0.dont")."""
    if not steps:
        changed: Table = act(table)
        return changed
    first, rest = steps[0], steps[1:]
    rows = list(table.rows)
    for number, one in enumerate(rows):
        if str(number) != first:
            continue
        if isinstance(one, Table):
            rows[number] = _at(one, rest, act)
        elif rest[:1] == ["dont"] and one.inner is not None:
            rows[number] = replace(one, inner=_at(one.inner, rest[1:], act))
    return replace(table, rows=tuple(rows))
