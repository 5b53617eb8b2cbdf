"""The plain JSON Schema behind a form: without its requirements, or for given answers."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from form_factory.domain.agreeing import Lists, no_lists
from form_factory.domain.form import Field, Form, Shape
from form_factory.domain.levels import Level, listed
from form_factory.domain.plan import Plan
from form_factory.domain.pointers import value_at
from form_factory.domain.projection import Projection, project
from form_factory.domain.schema_parts import is_decimal, resolved, scale_of
from schemas.domain.conditions import Facts


def base(plan: Plan) -> dict[str, Any]:
    """The schema of `plan` with `required` left to the engine; compiled once per version.

    It validates what a projection kept: what is asked depends on the answers, the rest does not.
    """
    return _object(plan.form, plan.level, plan.form.schema, _Anyhow())


def residual(
    plan: Plan, answers: Mapping[str, Any], facts: Facts, lists: Lists = no_lists
) -> dict[str, Any]:
    """The plain schema of what is shown and required for these very answers."""
    return residual_of(plan, project(plan, answers, facts, lists))


def residual_of(plan: Plan, projection: Projection) -> dict[str, Any]:
    """`residual` for answers already projected."""
    asks = {step.field.pointer for step in plan.asks}
    shown = frozenset(projection.visible & asks)
    kept = {*shown, *plan.computed}
    these = _These(projection, shown, projection.asked, kept)
    return _object(plan.form, plan.level, plan.form.schema, these)


class _Anyhow:
    """Requirements of no answers in particular: none."""

    def required(self, level: Level) -> AbstractSet[str]:
        return frozenset()

    def hidden(self, field: Field) -> bool:
        return False

    def rows(self, field: Field, row: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        return None

    def owed(self, pointer: str, part: Any) -> Any:
        """`part` with what the answer at `pointer` owes to something beside it."""
        return part


class _These(_Anyhow):
    """Requirements of the answers of one projection."""

    def __init__(
        self,
        projection: Projection,
        shown: AbstractSet[str],
        asked: AbstractSet[str],
        kept: AbstractSet[str],
    ) -> None:
        self.projection = projection
        self.shown, self.asked, self.kept = shown, asked, kept
        self.parts: dict[str, list[Mapping[str, Any]]] = {}
        for each in projection.constraints:
            self.parts.setdefault(each.pointer, []).append(each.part)

    def owed(self, pointer: str, part: Any) -> Any:
        parts = self.parts.get(pointer)
        return {"allOf": [part, *parts]} if parts else part

    def required(self, level: Level) -> AbstractSet[str]:
        return listed(level, self.shown, self.asked)

    def hidden(self, field: Field) -> bool:
        return field.pointer not in self.kept

    def rows(self, field: Field, row: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        given = value_at(self.projection.answers, field.path)
        count = len(given) if isinstance(given, list) else 0
        return [self._row(field, row, number) for number in range(count)]

    def _row(self, field: Field, row: Mapping[str, Any], number: int) -> dict[str, Any]:
        stem = f"{field.pointer}/{number}/"
        properties = dict(row.get("properties", {}))
        for cell in field.items:
            if stem + cell.key not in self.projection.visible:
                properties[cell.key] = False
            elif cell.key in properties:
                properties[cell.key] = self.owed(stem + cell.key, properties[cell.key])
        wanted = {cell.key for cell in field.items if stem + cell.key in self.projection.required}
        return {**row, "properties": properties, "required": sorted(wanted)}


def _object(form: Form, level: Level, part: Mapping[str, Any], asked: _Anyhow) -> dict[str, Any]:
    made = dict(resolved(form.schema, part))
    properties = dict(made.get("properties", {}))
    for field in level.fields:
        if asked.hidden(field):
            properties[field.key] = False
        else:
            value = _value(form, field, properties[field.key], asked)
            properties[field.key] = asked.owed(field.pointer, value)
    for name, inner in level.levels.items():
        properties[name] = _object(form, inner, properties[name], asked)
    for name in set(properties) - {field.key for field in level.fields} - set(level.levels):
        properties[name] = _decimal(form, properties[name])
    made["properties"] = properties
    made["required"] = sorted(asked.required(level))
    return made


def _value(form: Form, field: Field, part: Any, asked: _Anyhow) -> Any:
    if field.shape is not Shape.ROWS:
        return _decimal(form, part)
    made = dict(resolved(form.schema, part))
    row = dict(resolved(form.schema, made.get("items", {})))
    row["properties"] = {
        name: _decimal(form, cell) for name, cell in row.get("properties", {}).items()
    }
    rows = asked.rows(field, row)
    made["items"] = {**row, "required": []} if rows is None else row
    if rows:
        made["prefixItems"] = rows
    return made


def _decimal(form: Form, part: Any) -> Any:
    """A decimal that has no pattern of its own gets the one of its digits."""
    plain = resolved(form.schema, part)
    if not is_decimal(plain) or "pattern" in plain or "enum" in plain or "oneOf" in plain:
        return part
    scale = scale_of(plain)
    digits = f"[.][0-9]{{{scale}}}" if scale else ""
    return {**plain, "pattern": f"^-?[0-9]{{1,15}}{digits}$"}
