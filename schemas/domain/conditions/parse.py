"""From a JSON document to a tree of nodes, or to problems that name the place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from core.problems import Problem
from schemas.domain.conditions.types import ANY, FieldType

#: Operator → how many operands it takes (least, most).
ARITIES: Final = {
    "==": (2, 2), "!=": (2, 2), "<": (2, 2), "<=": (2, 2), ">": (2, 2), ">=": (2, 2), "in": (2, 2),
    "and": (1, 100), "or": (1, 100), "not": (1, 1), "is_set": (1, 1), "if": (3, 3),
    "+": (2, 100), "*": (2, 100), "-": (2, 2), "/": (2, 2),
    "min": (1, 100), "max": (1, 100), "sum": (1, 100), "cat": (1, 100),
    "count": (1, 2), "any": (2, 2), "all": (2, 2),
    "date_add": (2, 2), "age": (1, 2), "today": (0, 0), "now": (0, 0),
}  # fmt: skip
FOLDS: Final = frozenset({"min", "max", "sum", "cat"})
OVER_ROWS: Final = frozenset({"count", "any", "all"})
#: One operand may stand without its brackets.
LONE: Final = frozenset({"not", "is_set", "age", "count"})
DEEPEST: Final = 20
MOST_NODES: Final = 500


@dataclass(frozen=True, slots=True)
class Node:
    """One operation. `at` is its JSON pointer in the document, and its identity."""

    op: str
    at: str
    args: tuple[Node, ...] = ()
    #: The name of a `var`, or the list that `sum`, `count`, `any`… run over.
    path: str = ""
    #: The row's key that `sum`, `min`, `max`, `cat` take.
    field: str = ""
    value: Any = None
    type: FieldType = ANY

    def walk(self) -> Iterator[Node]:
        """This node and all below."""
        yield self
        for arg in self.args:
            yield from arg.walk()


class _Refused(Exception):
    def __init__(self, at: str, code: str, **params: Any) -> None:
        self.problem = Problem(at, code, params)


def parse(document: Any) -> tuple[Node | None, list[Problem]]:
    """The tree, or None and what is wrong with its shape."""
    try:
        node = _node(document, "", 0)
    except _Refused as refusal:
        return None, [refusal.problem]
    if sum(1 for _ in node.walk()) > MOST_NODES:
        return None, [Problem("", "condition-too-long", {"most": MOST_NODES})]
    return node, []


def _node(document: Any, at: str, depth: int) -> Node:
    if depth > DEEPEST:
        raise _Refused(at, "condition-too-deep", most=DEEPEST)
    if isinstance(document, bool | int | float | str):
        return Node("literal", at, value=document)
    if document is None:
        raise _Refused(at, "null-literal")
    if not isinstance(document, dict) or len(document) != 1:
        raise _Refused(at, "not-an-operation")
    op, operands = next(iter(document.items()))
    below = f"{at}/{op.replace('~', '~0').replace('/', '~1')}"
    if op == "var":
        return _var(operands, at, below)
    if op not in ARITIES:
        raise _Refused(at, "unknown-operator", operator=op)
    if op in LONE and op != "count" and not isinstance(operands, list):
        return Node(op, at, (_node(operands, below, depth + 1),))
    if op == "count" and isinstance(operands, str):
        operands = [operands]
    if not isinstance(operands, list):
        raise _Refused(below, "operands", operator=op, least=ARITIES[op][0])
    _count_operands(op, operands, below)
    return _operation(op, operands, at, below, depth + 1)


def _var(name: Any, at: str, below: str) -> Node:
    if not isinstance(name, str) or not name.removeprefix("./"):
        raise _Refused(below, "var-name")
    return Node("var", at, path=name)


def _count_operands(op: str, operands: list[Any], below: str) -> None:
    least, most = ARITIES[op]
    if not least <= len(operands) <= most:
        raise _Refused(below, "operands", operator=op, least=least, most=most, given=len(operands))


def _operation(op: str, operands: list[Any], at: str, below: str, depth: int) -> Node:
    if op in FOLDS and len(operands) == 2 and all(isinstance(one, str) for one in operands):
        return Node(op, at, path=operands[0], field=operands[1].removeprefix("./"))
    if op in OVER_ROWS:
        if not isinstance(operands[0], str) or not operands[0]:
            raise _Refused(f"{below}/0", "list-name", operator=op)
        bodies = tuple(_node(one, f"{below}/1", depth) for one in operands[1:])
        return Node(op, at, bodies, path=operands[0])
    if op == "in" and isinstance(operands[1], list):
        members = tuple(
            _node(one, f"{below}/1/{number}", depth) for number, one in enumerate(operands[1])
        )
        if any(member.op != "literal" for member in members):
            raise _Refused(f"{below}/1", "list-of-literals")
        left = _node(operands[0], f"{below}/0", depth)
        return Node(op, at, (left, Node("list", f"{below}/1", members)))
    args = tuple(_node(one, f"{below}/{number}", depth) for number, one in enumerate(operands))
    return Node(op, at, args)
