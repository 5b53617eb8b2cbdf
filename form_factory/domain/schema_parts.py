"""Reading a JSON Schema as a form does: references followed, shapes and kinds of properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_MAX_HOPS = 20


def resolved(root: Mapping[str, Any], part: Any) -> Mapping[str, Any]:
    """`part` with its `$ref` into `$defs` followed; what stands beside the `$ref` wins."""
    if type(part) is dict and "$ref" not in part:  # nearly all of them
        return part
    if not isinstance(part, Mapping):
        return {}
    plain: Mapping[str, Any] = part
    for _hop in range(_MAX_HOPS):
        reference = plain.get("$ref")
        if reference is None:
            return plain
        name = str(reference).removeprefix("#/$defs/")
        target = root.get("$defs", {}).get(name, {})
        if not isinstance(target, Mapping):  # `true`: says nothing of it
            target = {}
        beside = {key: value for key, value in plain.items() if key != "$ref"}
        plain = {**target, **beside}
    return {}


def property_of(root: Mapping[str, Any], path: Sequence[str]) -> Mapping[str, Any] | None:
    """The schema of the answer at `path`, through objects and rows; None if unknown."""
    part = resolved(root, root)
    for name in path:
        if "items" in part and type_of(part) == "array":
            part = resolved(root, part.get("items"))
        inner = part.get("properties", {})
        if name not in inner:
            return None
        part = resolved(root, inner[name])
    return part


def type_of(part: Mapping[str, Any]) -> str | None:
    """The one type of a schema, null aside; None when it has none or several."""
    declared = part.get("type")
    if isinstance(declared, str):
        return declared
    if isinstance(declared, Sequence):
        named = [each for each in declared if each != "null"]
        return named[0] if len(named) == 1 else None
    return "object" if "properties" in part else None


def shape_of(root: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    """ "rows" for a list of objects, "group" for an object with properties, "leaf" for all else."""
    kind = type_of(part)
    if kind == "array":
        row = resolved(root, part.get("items"))
        return "rows" if type_of(row) == "object" and row.get("properties") else "leaf"
    return "group" if kind == "object" and part.get("properties") else "leaf"


def list_of(part: Mapping[str, Any]) -> str | None:
    """The key of the list that values of `part` (or of its items) are taken from (`x-list`)."""
    inner = part.get("items")
    key = part.get("x-list") or (inner.get("x-list") if isinstance(inner, Mapping) else None)
    return str(key) if key else None


def is_decimal(part: Mapping[str, Any]) -> bool:
    """Money and decimals: exact, written as strings."""
    return part.get("format") == "decimal" and type_of(part) == "string"


def scale_of(part: Mapping[str, Any]) -> int:
    """Digits kept after the point."""
    scale = part.get("x-scale", 2)
    return scale if isinstance(scale, int) and 0 <= scale <= 9 else 2
