"""A form as one plain schema, for partners: what JSON Schema can say, and a list of the rest.

It describes answers as they are stored (hidden ones absent). It is weaker than the engine and never
a verdict: what it refuses the engine refuses too, not the reverse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from form_factory.domain.contract import base
from form_factory.domain.form import Field, Shape
from form_factory.domain.plan import Plan
from form_factory.domain.pointers import pointer_of
from form_factory.domain.schema_parts import is_decimal, type_of
from form_factory.domain.steps import Ask, Asked, Cell
from schemas.domain.conditions import Condition

_BOUNDS = {"<": "exclusiveMaximum", "<=": "maximum", ">": "exclusiveMinimum", ">=": "minimum"}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


class _Unsaid(Exception):
    """JSON Schema cannot say this."""


def static(plan: Plan) -> dict[str, Any]:
    """The schema of every valid answer document; `x-not-expressed` names what it leaves out."""
    schema, unsaid = base(plan), list[dict[str, Any]]()
    rules: list[dict[str, Any]] = []
    top = {step.field.key: step.field for step in plan.asks if len(step.field.path) == 1}
    for step in plan.asks:
        if len(step.field.path) > 1:
            unsaid.append({"field": step.field.pointer, "why": "group"})
            continue
        conditions = _gates(plan, step)
        rules += _rules(step.field, conditions, step.required, top, unsaid)
        if step.field.shape is Shape.ROWS:
            _in_rows(schema["properties"][step.field.key], step, unsaid)
    unsaid += [{"field": pointer, "why": "beside"} for pointer in _beside(plan)]
    if rules:
        schema["allOf"] = [*schema.get("allOf", []), *rules]
    if unsaid:
        schema["x-not-expressed"] = unsaid
    return schema


def _beside(plan: Plan) -> list[str]:
    """Questions whose answer must agree with something JSON Schema does not see."""
    rules = plan.rules
    cells = [cell.pointer for _holder, them in rules.rows for cell in them]
    orders = [pointer_of((*path, last)) for path, _first, last in rules.orders]
    return [*(field.pointer for field in rules.fields), *cells, *orders]


def _gates(plan: Plan, step: Ask) -> list[Condition]:
    found: list[Condition] = []
    number: int | None = step.gate
    while number is not None:
        gate = plan.gates[number]
        if gate.condition is not None:
            found.append(gate.condition)
        number = gate.parent
    return found


def _in_rows(part: dict[str, Any], step: Ask, unsaid: list[dict[str, Any]]) -> None:
    cells = {f"./{cell.field.key}": cell.field for cell in step.cells}
    rules: list[dict[str, Any]] = []
    for cell in step.cells:
        rules += _rules(cell.field, _own(cell), cell.required, cells, unsaid)
    if rules:
        row = part["items"]
        part["items"] = {**row, "allOf": [*row.get("allOf", []), *rules]}


def _own(cell: Cell) -> list[Condition]:
    return [cell.when] if cell.when is not None else []


def _rules(
    field: Field,
    conditions: list[Condition],
    required: Asked,
    names: Mapping[str, Field],
    unsaid: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """`if` shown `then` required `else` absent, as far as it can be said."""
    try:
        shown = _all(said(each.document, names) for each in conditions)
    except _Unsaid:
        documents = [each.document for each in conditions]
        unsaid.append({"field": field.pointer, "why": "condition", "when": documents})
        return []
    must = {"required": [field.key]}
    made: list[dict[str, Any]] = []
    if conditions:
        made.append({"if": shown, "else": {"properties": {field.key: False}}})
    if field.demanded or required is True:
        made.append({"if": shown, "then": must} if conditions else must)
    elif isinstance(required, Condition):
        try:
            made.append({"if": _all([shown, said(required.document, names)]), "then": must})
        except _Unsaid:
            unsaid.append({"field": field.pointer, "why": "required", "when": required.document})
    return made


def said(
    condition: Any, names: Mapping[str, Field], *, holds: bool = True
) -> dict[str, Any] | bool:
    """The schema that holds exactly when `condition` is true (or, Kleene, when it is false)."""
    if isinstance(condition, bool):
        return condition is holds
    if not isinstance(condition, Mapping) or len(condition) != 1:
        raise _Unsaid
    ((operator, operands),) = condition.items()
    if operator == "not":
        return said(_one(operands), names, holds=not holds)
    if operator in ("and", "or"):
        parts = [said(each, names, holds=holds) for each in operands]
        return {"allOf" if (operator == "and") is holds else "anyOf": parts}
    if operator == "is_set":
        key = _field(_one(operands), names).key
        return {"required": [key]} if holds else {"not": {"required": [key]}}
    if operator in _OPPOSITE:
        return _compared(operator if holds else _OPPOSITE[operator], operands, names)
    if operator == "in":
        return _among(operands, names, holds=holds)
    raise _Unsaid


def _compared(operator: str, operands: Any, names: Mapping[str, Field]) -> dict[str, Any]:
    left, literal = operands
    field = _field(left, names)
    if isinstance(literal, Mapping | list) or is_decimal(field.schema):
        raise _Unsaid
    if operator == "==":
        return _has(field, {"const": literal})
    if operator == "!=":
        return _has(field, {"not": {"const": literal}})
    if type_of(field.schema) not in ("integer", "number"):
        raise _Unsaid
    return _has(field, {_BOUNDS[operator]: literal})


def _among(operands: Any, names: Mapping[str, Field], *, holds: bool) -> dict[str, Any]:
    left, literals = operands
    if not isinstance(literals, list):
        raise _Unsaid
    field = _field(left, names)
    if is_decimal(field.schema):
        raise _Unsaid
    listed: dict[str, Any] = {"enum": literals}
    return _has(field, listed if holds else {"not": listed})


def _has(field: Field, part: dict[str, Any]) -> dict[str, Any]:
    return {"required": [field.key], "properties": {field.key: part}}


def _field(operand: Any, names: Mapping[str, Field]) -> Field:
    name = str(operand.get("var")) if isinstance(operand, Mapping) else ""
    if name not in names or names[name].shape is not Shape.LEAF:
        raise _Unsaid
    return names[name]


def _one(operands: Any) -> Any:
    return operands[0] if isinstance(operands, list) else operands


def _all(parts: Iterable[Any]) -> dict[str, Any]:
    return {"allOf": several} if (several := list(parts)) else {}
