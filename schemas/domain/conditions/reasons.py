"""Why a condition came out as it did, as data: sentences are made in `schemas.words`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from schemas.domain.conditions.formats import format_value
from schemas.domain.conditions.parse import Node
from schemas.domain.conditions.values import UNKNOWN, UNSET

#: Comparison → (what is so when it holds, what is so when it does not).
FACTS: Final[Mapping[str, tuple[str, str]]] = {
    "==": ("is", "is-not"), "!=": ("is-not", "is"), "<": ("below", "at-least"),
    "<=": ("at-most", "above"), ">": ("above", "at-most"), ">=": ("at-least", "below"),
    "in": ("among", "not-among"),
}  # fmt: skip
_MOST = 5


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact that decided: `code` says what is so ("is-not", "below", "missing"…). Params:
    `field` (dotted path), `operator`, `expected`, `actual`, both JSON-ready; `computed` when the
    fact is about a computation over the field ("count"), `other_field` when two fields compare."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


def reasons_of(
    tree: Node, closures: Mapping[str, Callable[[Any], Any]], run: Any
) -> tuple[Reason, ...]:
    """The facts that made the tree's value, each once, at most five."""
    found: dict[str, Reason] = {}
    for reason in _why(tree, closures, run):
        found.setdefault(repr((reason.code, reason.params)), reason)
    return tuple(found.values())[:_MOST]


def _is_withheld(node: Node, closed: frozenset[str]) -> bool:
    """Whether the fact stands on what may not be told, be it by what was expected of it."""
    return bool(closed) and any(
        name == path or name.startswith(f"{path}.") for name in _names(node) for path in closed
    )


def _why(node: Node, closures: Mapping[str, Callable[[Any], Any]], run: Any) -> list[Reason]:
    value = closures[node.at](run)
    if node.op in {"and", "or"}:
        parts = [(arg, _truth(closures[arg.at](run))) for arg in node.args]
        wanted = _truth(value)
        return [r for arg, held in parts if held is wanted for r in _why(arg, closures, run)]
    if node.op == "not":
        return _why(node.args[0], closures, run)
    if node.op == "if":
        return _why_if(node, closures, run)
    if _is_withheld(node, run.withheld):
        return [Reason("withheld")]
    if node.op in {"any", "all"}:
        code = "missing" if value is UNKNOWN else f"{node.op}-{'yes' if value else 'no'}"
        return [Reason(code, {"field": node.path, "operator": node.op})]
    if node.op == "is_set":
        return [Reason("set" if value else "missing", {"field": name}) for name in _names(node)]
    if node.op == "var":
        return _why_var(node, value)
    if node.op in FACTS:
        return _why_compared(node, value, closures, run)
    return [Reason("always" if value is True else "never", {})]


def _truth(value: Any) -> Any:
    return value if value is True or value is False else UNKNOWN


def _why_if(node: Node, closures: Mapping[str, Callable[[Any], Any]], run: Any) -> list[Reason]:
    chosen = _truth(closures[node.args[0].at](run))
    why = _why(node.args[0], closures, run)
    if chosen is UNKNOWN:
        return why
    branch = node.args[1 if chosen else 2]
    return why + (_why(branch, closures, run) if branch.op != "literal" else [])


def _why_var(node: Node, value: Any) -> list[Reason]:
    if value is True or value is False:
        return [Reason("yes" if value else "no", {"field": node.path, "operator": "var"})]
    return [Reason("missing", {"field": node.path, "operator": "var"})]


def _why_compared(
    node: Node, value: Any, closures: Mapping[str, Callable[[Any], Any]], run: Any
) -> list[Reason]:
    left, right = node.args
    if value is UNKNOWN:
        lacking = [
            name for arg in node.args if arg.op != "list" and closures[arg.at](run) is UNSET
            for name in _names(arg)
        ]  # fmt: skip
        names = lacking or _names(left)
        return [Reason("missing", {"field": name, "operator": node.op}) for name in names]
    if node.op == "in" and left.op == "literal" and _names(right):
        code = "contains" if value else "contains-not"
        return [Reason(code, {"field": _names(right)[0], "operator": "in",
                              "expected": _json(left, left.value)})]  # fmt: skip
    # Told about the side that has a name: « 3 < nombre » is read « nombre > 3 ».
    told, other, op = (left, right, node.op)
    if not _names(left) and _names(right) and op != "in":
        told, other, op = right, left, MIRROR.get(op, op)
    holds, fails = FACTS[op]
    expected = (
        [_json(arg, arg.value) for arg in other.args]
        if other.op == "list"
        else _json(other, closures[other.at](run))
    )
    params = {
        "field": next(iter(_names(told)), ""), "operator": op,
        "expected": expected, "actual": _json(told, closures[told.at](run)),
    }  # fmt: skip
    if told.op != "var":
        params["computed"] = told.op
    named = _names(other)
    if named and other.op != "list":
        params["other_field"] = named[0]
        if other.op != "var":
            params["other_computed"] = other.op
    return [Reason(holds if value else fails, params)]


#: The comparison read from its right side.
MIRROR: Final[Mapping[str, str]] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _json(node: Node, value: Any) -> Any:
    found = format_value(value, node.type)
    return None if found is UNSET else found


def _names(node: Node) -> list[str]:
    return [one.path for one in node.walk() if one.path]
