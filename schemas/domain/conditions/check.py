"""Static types: what publication refuses, with the path of each fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from core.problems import Problem
from schemas.domain.conditions.literals import agree, alone, meant
from schemas.domain.conditions.parse import FOLDS, OVER_ROWS, Node, parse
from schemas.domain.conditions.result_types import COMPARISONS, result_type
from schemas.domain.conditions.types import BOOLEAN, FieldType, Types
from schemas.domain.conditions.values import NUMBERS, Kind

_READ_LITERALS = frozenset({"if", "+", "-", "*", "/", "sum", "min", "max", "age", "date_add"})


def check(
    document: Any,
    types: Types,
    expected: str | None = "boolean",
    into: FieldType | None = None,
) -> list[Problem]:
    """Everything publication would refuse. `expected` is a kind ("decimal", "number", "date"…), or
    None when any value will do; `into` is the field that will hold the result."""
    return typed(document, types, expected, into)[1]


def typed(
    document: Any,
    types: Types,
    expected: str | None = "boolean",
    into: FieldType | None = None,
) -> tuple[Node | None, list[Problem]]:
    """The tree with a type on each node and literals read as the type they stand beside."""
    tree, problems = parse(document)
    if tree is None:
        return None, problems
    checker = _Checker(types)
    tree, faults = meant(checker.node(tree), into or FieldType(Kind(expected or "any")))
    if faults:
        return tree, [*checker.problems, *faults]
    tree = alone(tree)
    if not checker.problems and expected is not None and not _fits(tree.type.kind, Kind(expected)):
        checker.refuse(tree, "wrong-type", expected=expected, given=str(tree.type.kind))
    return tree, checker.problems


def _fits(given: Kind, expected: Kind) -> bool:
    same_family = {given, expected} <= NUMBERS or {given, expected} <= {Kind.TEXT, Kind.KEY}
    return given is expected or given is Kind.ANY or expected is Kind.ANY or same_family


class _Checker:
    """Walks one tree. `rows` changes on the way down into `any`, `all`, `count`."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self.problems: list[Problem] = []

    def refuse(self, node: Node, code: str, **params: Any) -> None:
        self.problems.append(Problem(node.at, code, params))

    def node(self, node: Node) -> Node:
        if node.op == "literal":
            return node
        if node.op == "var":
            return replace(node, type=self.name(node, node.path))
        if node.op in OVER_ROWS:
            return self.over_rows(node)
        if node.op in FOLDS and node.path:
            return self.fold_rows(node)
        args = tuple(self.node(arg) for arg in node.args)
        if node.op in COMPARISONS or node.op in _READ_LITERALS:
            args = self.literals(node, args)
        if node.op != "if":  # its branches wait for what stands beside it
            args = tuple(alone(arg) for arg in args)
        kind, fault = result_type(node.op, args)
        if fault:
            self.refuse(node, fault, operator=node.op, given=[str(a.type.kind) for a in args])
        return replace(node, args=args, type=kind)

    def name(self, node: Node, path: str) -> FieldType:
        found = self.types.get(path)
        if found is None:
            outside = path.startswith("./") and self.types.row is None
            self.refuse(node, "row-outside-list" if outside else "unknown-reference", name=path)
        return found or FieldType(Kind.ANY)

    def literals(self, node: Node, args: tuple[Node, ...]) -> tuple[Node, ...]:
        read, faults = agree(node.op, args)
        self.problems.extend(faults)
        return read

    def over_rows(self, node: Node) -> Node:
        listed = self.name(node, node.path)
        allowed = {Kind.ROWS, Kind.ANY} | (set() if node.args else {Kind.LIST})
        if listed.kind not in allowed:
            self.refuse(node, "not-a-list", name=node.path, given=str(listed.kind))
        outer, self.types = self.types, self._inside(node.path, listed)
        args = tuple(alone(self.node(arg)) for arg in node.args)
        self.types = outer
        for arg in args:
            if arg.type.kind not in {Kind.BOOLEAN, Kind.ANY}:
                self.refuse(arg, "wrong-type", expected="boolean", given=str(arg.type.kind))
        kind = FieldType(Kind.INTEGER) if node.op == "count" else BOOLEAN
        return replace(node, args=args, type=kind)

    def _inside(self, path: str, listed: FieldType) -> Types:
        inner = self.types.in_rows(path)
        return Types.anything() if listed.kind is Kind.ANY and self.types.open else inner

    def fold_rows(self, node: Node) -> Node:
        listed = self.name(node, node.path)
        if listed.kind is Kind.ANY:
            return replace(node, type=FieldType(Kind.TEXT if node.op == "cat" else Kind.ANY))
        if listed.kind is not Kind.ROWS:
            self.refuse(node, "not-a-list", name=node.path, given=str(listed.kind))
            return node
        part = self.types.in_rows(node.path).get(f"./{node.field}")
        if part is None:
            self.refuse(node, "unknown-reference", name=f"{node.path}.{node.field}")
            return node
        kind, fault = result_type(node.op, (Node("var", node.at, type=part),))
        if fault:
            self.refuse(node, fault, operator=node.op, given=[str(part.kind)], name=node.field)
        return replace(node, type=kind, value=part)


def forward_references(
    references: Iterable[str], page_of: Mapping[str, int], page: int
) -> list[str]:
    """Names answered only on a later page than `page`: a condition may not look forward.

    `page_of` gives the page of each top name ("lots" for "lots.montant"); computed fields and
    surroundings are left out of it, so they never count.
    """
    found = []
    for name in sorted(references):
        top = name if name in page_of else name.split(".")[0]
        if page_of.get(top, -1) > page:
            found.append(name)
    return found
