"""A literal is read as the type it stands beside, or refused: there is no loose equality."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from core.problems import Problem
from schemas.domain.conditions.parse import Node
from schemas.domain.conditions.types import FieldType
from schemas.domain.conditions.values import MOMENTS, NUMBERS, TEXTS, UNSET, Kind, read

PAIRED: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
NUMERAL: Final = FieldType(Kind.NUMBER)


def loose(node: Node) -> bool:
    """A literal, or an `if` that gives nothing else: what it is, its neighbours say."""
    return node.op == "literal" or (node.op == "if" and all(loose(arg) for arg in node.args[1:]))


def agree(op: str, args: tuple[Node, ...]) -> tuple[tuple[Node, ...], list[Problem]]:
    """The operands of a comparison or of `if` with their literals typed."""
    if op == "if":
        if loose(args[1]) and loose(args[2]):
            return (alone(args[0]), *args[1:]), []
        chosen, faults = _pair(args[1], args[2])
        return (alone(args[0]), *chosen), faults
    if op == "in":
        return _membership(args[0], args[1])
    if op in {"age", "date_add"}:
        days = args if op == "age" else args[:1]
        return (*(_day(arg) for arg in days), *args[len(days) :]), []
    return _pair(*args) if op in PAIRED else _with_numbers(op, args)


def _day(arg: Node) -> Node:
    """A literal that is a date or an instant, read as one; anything else as it is."""
    if arg.op == "if" and loose(arg):
        chosen = tuple(_day(one) for one in arg.args[1:])
        return replace(arg, args=(arg.args[0], *chosen), type=chosen[0].type)
    if arg.op != "literal" or not isinstance(arg.value, str):
        return arg
    for kind in (Kind.DATE, Kind.DATETIME):
        value = read(arg.value, kind)
        if value is not UNSET:
            return replace(arg, value=value, type=FieldType(kind))
    return arg


def _with_numbers(op: str, args: tuple[Node, ...]) -> tuple[tuple[Node, ...], list[Problem]]:
    """Literals of arithmetic are numbers ("0.20" is a decimal); those of `min` and `max` take the
    type of the first operand that has one."""
    model = FieldType(Kind.DECIMAL)
    if op in {"min", "max"}:
        typed = [a.type.item or a.type for a in args if not loose(a)]
        if not typed:
            return tuple(alone(arg) for arg in args), []
        model = typed[0]
    read_args, faults = [], []
    for arg in args:
        if loose(arg):
            numeral = arg.op == "literal" and not isinstance(arg.value, str)
            numeral = numeral or arg.type.kind is Kind.NUMBER
            beside = NUMERAL if numeral and op not in {"min", "max"} else model
            typed_arg, more = _beside(arg, replace(beside, choices=None))
            faults.extend(more)
            read_args.append(typed_arg)
        else:
            read_args.append(arg)
    return tuple(read_args), faults


def _pair(left: Node, right: Node) -> tuple[tuple[Node, ...], list[Problem]]:
    if loose(left) and loose(right):
        return (alone(left), alone(right)), []
    if loose(right):
        right, faults = _beside(right, left.type)
        return (left, right), faults
    if loose(left):
        left, faults = _beside(left, right.type)
        return (left, right), faults
    return (left, right), []


def _membership(left: Node, right: Node) -> tuple[tuple[Node, ...], list[Problem]]:
    """`in` of literals (the list takes the type of what is asked), or of a field that is a list."""
    faults: list[Problem] = []
    if right.op != "list":
        if loose(left):
            left, faults = _beside(left, right.type.item or FieldType(Kind.ANY))
        return (left, right), faults
    left = alone(left)
    members = []
    for member in right.args:
        typed_member, more = _beside(member, left.type)
        members.append(typed_member)
        faults.extend(more)
    return (left, replace(right, args=tuple(members), type=left.type)), faults


def alone(node: Node) -> Node:
    """A literal with no neighbour, read by its own nature; any other node as it is."""
    if node.op == "if" and loose(node):
        return replace(node, args=(node.args[0], *(alone(arg) for arg in node.args[1:])))
    return _alone(node) if node.op == "literal" and node.type.kind is Kind.ANY else node


def meant(node: Node, kind: FieldType) -> tuple[Node, list[Problem]]:
    """What is computed into a field of `kind`: literals are read as that field reads them."""
    told = kind.kind in NUMBERS | MOMENTS | {Kind.TIME} or kind.choices is not None
    return _beside(node, kind) if told and loose(node) else (node, [])


def _alone(node: Node) -> Node:
    kind = natural(node.value)
    return replace(node, value=read(node.value, kind), type=FieldType(kind))


def natural(raw: Any) -> Kind:
    """The kind of a literal with no neighbour."""
    if isinstance(raw, bool):
        return Kind.BOOLEAN
    if isinstance(raw, int | float):
        return Kind.NUMBER
    return Kind.KEY


def _beside(node: Node, kind: FieldType) -> tuple[Node, list[Problem]]:
    if node.op == "if":
        then, faults = _beside(node.args[1], kind)
        last, more = _beside(node.args[2], kind)
        return replace(node, args=(node.args[0], then, last), type=then.type), [*faults, *more]
    if kind.kind is Kind.ANY:
        return _alone(node), []
    raw = node.value
    if kind.choices is not None and not _is_choice(raw, kind):
        params = {"value": raw, "choices": list(kind.choices)}
        return node, [Problem(node.at, "not-a-choice", params)]
    value = read(raw, kind.kind) if _same_nature(raw, kind.kind) else UNSET
    if raw == "" and kind.kind in TEXTS:
        return node, [Problem(node.at, "empty-literal", {})]
    if value is UNSET and kind.kind in MOMENTS and isinstance(raw, str):
        other = Kind.DATE if kind.kind is Kind.DATETIME else Kind.DATETIME
        value = read(raw, other)
        kind = FieldType(other)
    if value is UNSET:
        params = {"expected": str(kind.kind), "value": raw}
        return node, [Problem(node.at, "literal-type", params)]
    return replace(node, value=value, type=kind), []


def _same_nature(raw: Any, kind: Kind) -> bool:
    """JSON's own types first: `1` is no text, `"true"` is no boolean, `true` is no number."""
    if kind in NUMBERS:
        return not isinstance(raw, bool)
    return isinstance(raw, bool) if kind is Kind.BOOLEAN else isinstance(raw, str)


def _is_choice(raw: Any, kind: FieldType) -> bool:
    return any(raw == key and type(raw) is type(key) for key in kind.choices or ())
