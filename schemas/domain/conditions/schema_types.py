"""Reads the names and types of a JSON Schema document (the part forms are made of)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.domain.conditions.types import FieldType
from schemas.domain.conditions.values import Kind

_FORMATS = {
    "decimal": Kind.DECIMAL, "date": Kind.DATE, "date-time": Kind.DATETIME, "time": Kind.TIME,
}  # fmt: skip
_PLAIN = {
    "boolean": Kind.BOOLEAN, "integer": Kind.INTEGER, "number": Kind.NUMBER, "string": Kind.TEXT,
    "object": Kind.OBJECT, "array": Kind.LIST,
}  # fmt: skip
_DEEPEST = 20


def paths_of(schema: Mapping[str, Any]) -> dict[str, FieldType]:
    """Dotted path → type, nested objects opened, repeated fields left whole."""
    found: dict[str, FieldType] = {}
    if isinstance(schema, Mapping):
        _open(field_type(schema, schema).fields, "", found)
    return found


def _open(fields: Mapping[str, FieldType], stem: str, found: dict[str, FieldType]) -> None:
    for key, kind in fields.items():
        found[stem + key] = kind
        if kind.kind is Kind.OBJECT:
            _open(kind.fields, f"{stem}{key}.", found)


def field_type(
    node: Any, root: Mapping[str, Any], seen: tuple[str, ...] = (), depth: int = 0
) -> FieldType:
    """The type of one property. What it cannot tell, it calls ANY."""
    if not isinstance(node, Mapping) or depth > _DEEPEST:
        return FieldType(Kind.ANY)
    node, seen = _merged(node, root, seen)
    title = node.get("title") if isinstance(node.get("title"), str) else ""
    unit = node.get("x-unit") if isinstance(node.get("x-unit"), str) else ""
    scale = node.get("x-scale")
    scale = scale if type(scale) is int and 0 <= scale <= 10 else 2
    kind, choices = _kind(node), _choices(node)
    item, fields = None, {}
    if kind is Kind.LIST:
        item = field_type(node.get("items"), root, seen, depth + 1)
        if item.kind is Kind.OBJECT:
            kind, fields, item = Kind.ROWS, dict(item.fields), None
    elif kind is Kind.OBJECT:
        properties = node.get("properties")
        if isinstance(properties, Mapping):
            fields = {
                key: field_type(part, root, seen, depth + 1) for key, part in properties.items()
            }
    text_format = node.get("format") if isinstance(node.get("format"), str) else ""
    if kind is Kind.TEXT and (text_format or choices is not None):
        kind = Kind.KEY
    return FieldType(kind, choices, item, fields, scale, title or "", unit or "", text_format or "")


def _merged(
    node: Mapping[str, Any], root: Mapping[str, Any], seen: tuple[str, ...]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The node with its `$ref` followed and its `allOf` laid flat; its own words win."""
    parts = [dict(node)]
    for part in node.get("allOf", ()) if isinstance(node.get("allOf"), list) else ():
        if isinstance(part, Mapping):
            inner, seen = _merged(part, root, seen)
            parts.append(inner)
    reference = node.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        target = _target(reference, root)
        if target is not None:
            inner, seen = _merged(target, root, (*seen, reference))
            parts.append(inner)
    merged: dict[str, Any] = {}
    for layer in reversed(parts):
        below, above = merged.get("properties"), layer.get("properties")
        merged.update(layer)
        if isinstance(below, Mapping) and isinstance(above, Mapping):
            merged["properties"] = {**below, **above}
    return merged, seen


def _target(reference: str, root: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if not reference.startswith("#/"):
        return None
    place: Any = root
    for step in reference[2:].split("/"):
        part = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(place, Mapping) or part not in place:
            return None
        place = place[part]
    return place if isinstance(place, Mapping) else None


def _kind(node: Mapping[str, Any]) -> Kind:
    named = node.get("type")
    if isinstance(named, list):
        rest = [name for name in named if name != "null"]
        named = rest[0] if len(rest) == 1 else None
    if named == "string":
        return _FORMATS.get(str(node.get("format", "")), Kind.TEXT)
    if isinstance(named, str):
        return _PLAIN.get(named, Kind.ANY)
    if "properties" in node:
        return Kind.OBJECT
    values = list(_choices(node) or ())
    if values and all(isinstance(value, str) for value in values):
        return Kind.TEXT
    if values and all(type(value) is int for value in values):
        return Kind.INTEGER
    return Kind.ANY


def _choices(node: Mapping[str, Any]) -> dict[Any, str] | None:
    """Keys with their words, from `oneOf`/`anyOf` of constants, `enum` or `const`."""
    for keyword in ("oneOf", "anyOf"):
        options = node.get(keyword)
        if not isinstance(options, list) or not options:
            continue
        if all(isinstance(one, Mapping) and _scalar(one.get("const")) for one in options):
            return {one["const"]: str(one.get("title", one["const"])) for one in options}
    listed = node.get("enum")
    if isinstance(listed, list) and listed and all(_scalar(one) for one in listed):
        return {one: str(one) for one in listed}
    return None


def _scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)
