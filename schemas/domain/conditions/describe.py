"""A condition in words, as data: the same facts that reasons state, joined by and/or.

`not` is pushed down to the facts (which Kleene's logic allows), so that a sentence never has to say
"it is not true that".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from schemas.domain.conditions.check import typed
from schemas.domain.conditions.formats import format_value
from schemas.domain.conditions.parse import Node
from schemas.domain.conditions.reasons import FACTS, MIRROR
from schemas.domain.conditions.types import Types
from schemas.domain.conditions.values import UNSET

_OPPOSITE: Final = {"and": "or", "or": "and", "any": "none", "all": "some-not"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One fact (`code` of a `Reason`) or several joined by "and"/"or". Params: `field`,
    `expected`, `type` (the `FieldType` of what is told about)."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Phrase, ...] = ()


def describe(document: Any, types: Types | None = None) -> Phrase:
    """The phrase of a condition; "unreadable" when it cannot be read. Never raises."""
    tree, _problems = typed(document, types or Types.anything(), None)
    return Phrase("unreadable") if tree is None else _phrase(tree, wanted=True)


def _phrase(node: Node, *, wanted: bool) -> Phrase:
    if node.op in {"and", "or"}:
        if len(node.args) == 1:
            return _phrase(node.args[0], wanted=wanted)
        joined = node.op if wanted else _OPPOSITE[node.op]
        return Phrase(joined, {}, tuple(_phrase(arg, wanted=wanted) for arg in node.args))
    if node.op == "not":
        return _phrase(node.args[0], wanted=not wanted)
    if node.op in {"any", "all"}:
        code = node.op if wanted else _OPPOSITE[node.op]
        inner = _phrase(node.args[0], wanted=node.op == "any" or wanted)
        return Phrase(code, {"field": node.path}, (inner,))
    if node.op == "literal":
        return Phrase("always" if (node.value is True) is wanted else "never")
    if node.op == "var":
        return Phrase("yes" if wanted else "no", {"field": node.path, "type": node.type})
    if node.op == "is_set":
        return Phrase("set" if wanted else "missing", _told(node.args[0]))
    if node.op in FACTS:
        return _compared(node, wanted=wanted)
    return Phrase("computed", {"fields": sorted({n.path for n in node.walk() if n.path})})


def _compared(node: Node, *, wanted: bool) -> Phrase:
    left, right = node.args
    op = node.op
    if op == "in" and left.op == "literal" and _named(right):
        params = {**_told(right), "expected": _value(left)}
        return Phrase("contains" if wanted else "contains-not", params)
    if op != "in" and not _named(left) and (_named(right) or left.op == "literal"):
        left, right, op = right, left, MIRROR.get(op, op)
    params = _told(left)
    if right.op == "list":
        params["expected"] = [_value(arg) for arg in right.args]
    elif right.op == "literal":
        params["expected"] = _value(right)
    else:
        params["other"] = _told(right)
    if op in {"==", "!="} and isinstance(params.get("expected"), bool):
        agrees = (op == "==") is wanted
        return Phrase("yes" if params["expected"] is agrees else "no", params)
    return Phrase(FACTS[op][0 if wanted else 1], params)


def _told(node: Node) -> dict[str, Any]:
    """What a sentence is about: a field, or a computation over one ("sum of lots", its `part`
    summed; `start` and `length` of a moved date; counted rows, `where`)."""
    names = _named(node)
    told: dict[str, Any] = {"field": names[0] if names else "", "type": node.type}
    if node.op == "var":
        return told
    told["computed"] = node.op
    if node.field:
        told["part"] = node.field
    if node.op == "date_add":
        told["start"], told["length"] = _told(node.args[0]), node.args[1].value
    if node.op == "count" and node.args:
        told["where"] = _phrase(node.args[0], wanted=True)
    return told


def _named(node: Node) -> list[str]:
    return [one.path for one in node.walk() if one.path]


def _value(node: Node) -> Any:
    found = format_value(node.value, node.type)
    return None if found is UNSET else found
