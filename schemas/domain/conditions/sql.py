"""The same conditions as SQL, for filters, rights and audiences.

A subset (DEFINITIONS section 3); anything else is refused when the definition is published. The
result agrees with the evaluator, NULL and missing included: both follow Kleene, and both read
stored text through the same total rules (`preau_num`, `preau_date`, `preau_time`, `preau_bool`).
"""

# ruff: noqa: S608 – names come from the resolver, every value is a bind (a test says so).
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from core.errors import Invalid
from core.folding import fold
from core.problems import Problem
from schemas.domain.conditions.check import typed
from schemas.domain.conditions.dates import duration
from schemas.domain.conditions.facts import Facts
from schemas.domain.conditions.parse import Node
from schemas.domain.conditions.result_types import ORDERS
from schemas.domain.conditions.sql_values import Column, Rows, bound, read_column
from schemas.domain.conditions.types import DATE, Types
from schemas.domain.conditions.values import ZONE, Kind


class Resolver(Protocol):
    """What a caller knows of his tables. None refuses the name."""

    def column(self, path: str) -> Column | None:
        """The expression that holds a field of the record or request."""

    def rows(self, path: str) -> Rows | None:
        """The rows of a list, or the other end of a link."""


@dataclass(frozen=True, slots=True)
class SqlCondition:
    """A WHERE clause with named binds; `bound(facts)` gives all their values."""

    sql: str
    params: Mapping[str, Any] = field(default_factory=dict)
    #: Bind name → "today" or "now": set anew at each run.
    moments: Mapping[str, str] = field(default_factory=dict)

    def bound(self, facts: Facts) -> dict[str, Any]:
        """The values of the binds for this run."""
        return {**self.params, **{name: getattr(facts, at) for name, at in self.moments.items()}}


def compile_sql(document: Any, types: Types, resolver: Resolver, prefix: str = "c") -> SqlCondition:
    """The condition as SQL; `prefix` keeps the binds of several apart. Raises `Invalid`."""
    tree, problems = typed(document, types)
    if tree is None or problems:
        raise Invalid(problems)
    writer = _Writer(resolver, prefix)
    sql = writer.truth(tree, positive=True)
    if writer.problems:
        raise Invalid(writer.problems)
    return SqlCondition(sql, writer.params, writer.moments)


def sql_problems(document: Any, types: Types, resolver: Resolver) -> list[Problem]:
    """What keeps a condition from being a filter."""
    try:
        compile_sql(document, types, resolver)
    except Invalid as refusal:
        return list(refusal.problems)
    return []


_SIGNS: Final = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class _Writer:
    def __init__(self, resolver: Resolver, prefix: str) -> None:
        self.column: Callable[[str], Column | None] = resolver.column
        self.resolver = resolver
        self.prefix = prefix
        self.params: dict[str, Any] = {}
        self.moments: dict[str, str] = {}
        self.row: Rows | None = None
        self.problems: list[Problem] = []

    def refuse(self, node: Node, code: str = "not-in-sql", **params: Any) -> str:
        self.problems.append(Problem(node.at, code, params or {"operator": node.op}))
        return "NULL"

    def bind(self, value: Any, kind: Kind) -> str:
        name = f"{self.prefix}{len(self.params)}"
        self.params[name] = value
        return bound(name, kind)

    # ── truth values ─────────────────────────────────────────────────────────────────────────────
    def truth(self, node: Node, *, positive: bool = False) -> str:
        """`positive`: nothing above can turn UNKNOWN into true, so EXISTS alone will do."""
        if node.op in {"and", "or"}:
            parts = [self.truth(arg, positive=positive) for arg in node.args]
            return f"({f' {node.op.upper()} '.join(parts)})"
        if node.op == "not":
            return f"(NOT {self.truth(node.args[0])})"
        if node.op == "literal":
            return "TRUE" if node.value is True else "FALSE"
        if node.op == "is_set":
            return self.is_set(node)
        if node.op == "any":
            return self.any(node, positive=positive)
        if node.op == "in":
            return self.membership(node)
        if node.op in _SIGNS:
            left, right = node.args
            return f"({self.side(node, left)} {_SIGNS[node.op]} {self.side(node, right)})"
        return self.value(node)

    def is_set(self, node: Node) -> str:
        (arg,) = node.args
        if arg.op == "var" and arg.type.kind in {Kind.LIST, Kind.ROWS}:
            rows = self.rows(arg, arg.path)
            return f"EXISTS (SELECT 1 FROM {rows.source})" if rows else "NULL"
        return f"({self.value(arg)} IS NOT NULL)"

    def any(self, node: Node, *, positive: bool) -> str:
        rows = self.rows(node, node.path)
        if rows is None:
            return "NULL"
        body = self.inside(rows, node.args[0], positive=positive)
        found = f"EXISTS (SELECT 1 FROM {rows.source} WHERE {body})"
        if positive:
            return found
        doubt = f"EXISTS (SELECT 1 FROM {rows.source} WHERE ({body}) IS NULL)"
        return f"(CASE WHEN {found} THEN TRUE WHEN {doubt} THEN NULL ELSE FALSE END)"

    def inside(self, rows: Rows, body: Node, *, positive: bool) -> str:
        outer, self.row = self.row, rows
        sql = self.truth(body, positive=positive)
        self.row = outer
        return sql

    def membership(self, node: Node) -> str:
        asked, members = node.args
        if members.op == "list":
            values = [self.bind(arg.value, arg.type.kind) for arg in members.args]
            return f"({self.value(asked)} IN ({', '.join(values)}))" if values else "FALSE"
        rows = self.rows(node, members.path) if members.op == "var" else None
        item = rows.item if rows else None
        if rows is None or item is None:
            return "NULL" if self.problems else self.refuse(node)
        one = read_column(item)
        found = f"EXISTS (SELECT 1 FROM {rows.source} WHERE {one} = {self.value(asked)})"
        known = f"EXISTS (SELECT 1 FROM {rows.source}) AND {self.value(asked)} IS NOT NULL"
        return f"(CASE WHEN {known} THEN {found} END)"

    # ── values ───────────────────────────────────────────────────────────────────────────────────
    def side(self, node: Node, arg: Node) -> str:
        """One side of a comparison, brought to what both share."""
        kinds = {one.type.kind for one in node.args}
        if node.op in ORDERS and Kind.TEXT in kinds:
            return self.folded(arg)
        value = self.value(arg)
        if kinds == {Kind.DATE, Kind.DATETIME} and arg.type.kind is Kind.DATETIME:
            return f"CAST(({value} AT TIME ZONE '{ZONE.key}') AS date)"
        return value

    def folded(self, arg: Node) -> str:
        if arg.op == "literal":
            return self.bind(fold(arg.value), Kind.KEY)
        column = self.named(arg, arg.path) if arg.op == "var" else None
        if column is None or not column.folded:
            return self.refuse(arg, "not-filterable", name=arg.path)
        return f'({column.folded} COLLATE "C")'

    def value(self, node: Node) -> str:
        if node.op == "literal":
            return self.bind(node.value, node.type.kind)
        if node.op == "var":
            column = self.named(node, node.path)
            return read_column(column) if column else "NULL"
        if node.op in {"today", "now"}:
            name = f"{self.prefix}_{node.op}"
            self.moments[name] = node.op
            return bound(name, node.type.kind)
        if node.op == "count":
            return self.count(node)
        if node.op == "age":
            return self.age(node)
        if node.op == "date_add":
            return self.date_add(node)
        is_truth = node.type.kind is Kind.BOOLEAN and node.op not in {"if", "all"}
        return self.truth(node) if is_truth else self.refuse(node)

    def count(self, node: Node) -> str:
        rows = self.rows(node, node.path)
        if rows is None:
            return "NULL"
        where = f" WHERE {self.inside(rows, node.args[0], positive=True)}" if node.args else ""
        return f"(SELECT CAST(count(*) AS numeric) FROM {rows.source}{where})"

    def age(self, node: Node) -> str:
        birth = self.day(node.args[0])
        at = self.day(node.args[1]) if len(node.args) == 2 else self.value(_TODAY)
        years = f"CAST(date_part('year', age(CAST({at} AS timestamp), CAST({birth} AS timestamp)))"
        return f"(CASE WHEN {birth} <= {at} THEN {years} AS numeric) END)"

    def day(self, arg: Node) -> str:
        value = self.value(arg)
        is_moment = arg.type.kind is Kind.DATETIME
        return f"CAST(({value} AT TIME ZONE '{ZONE.key}') AS date)" if is_moment else value

    def date_add(self, node: Node) -> str:
        start, length = node.args[0], duration(node.args[1].value)
        if length is None or start.op not in {"var", "today", "now", "literal"}:
            return self.refuse(node)
        parts = f"months => {length.months}, days => {length.days}, secs => {length.seconds}"
        value = self.value(start)
        if node.type.kind is Kind.DATETIME:
            moved = f"({value} AT TIME ZONE 'UTC') + make_interval({parts})"
            return f"(({moved}) AT TIME ZONE 'UTC')"
        return f"CAST(({value} + make_interval({parts})) AS date)"

    # ── names ────────────────────────────────────────────────────────────────────────────────────
    def named(self, node: Node, path: str) -> Column | None:
        in_row = path.startswith("./")
        look = self.row.column if in_row and self.row else self.column
        found = look(path.removeprefix("./"))
        if found is None:
            self.refuse(node, "not-filterable", name=path)
        return found

    def rows(self, node: Node, path: str) -> Rows | None:
        found = None if path.startswith("./") else self.resolver.rows(path)
        if found is None:
            self.refuse(node, "not-filterable", name=path)
        return found


_TODAY: Final = Node("today", "", type=DATE)
