"""Bounds on what a schema costs to hold and to run (a definition must not be a bomb)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from core.problems import Problem
from schemas.domain.conditions.parse import ARITIES
from schemas.domain.gate.vocabulary import FORMATS, escape, places

MOST_BYTES: Final = 256 * 1024
DEEPEST: Final = 20
MOST_FIELDS: Final = 1_000
MOST_CONDITIONS: Final = 2_000
MOST_ITEMS: Final = 5_000
MOST_CHOICES: Final = 2_000
#: Unique items are compared two by two when they are not plain values.
MOST_UNIQUE: Final = 100
_PLAIN: Final = frozenset({"string", "integer", "number", "boolean", "null"})


def bound_problems(document: Any) -> list[Problem]:
    """Depth and size of any document; stops at the depth, since all else recurses."""
    if _depth(document) > DEEPEST:
        return [Problem("", "definition-depth", {"most": DEEPEST})]
    try:
        size = len(json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    except (TypeError, ValueError):
        return [Problem("", "schema-shape")]
    if size > MOST_BYTES:
        return [Problem("", "definition-size", {"most": MOST_BYTES // 1024, "given": size // 1024})]
    return []


def _depth(document: Any) -> int:
    """How deeply objects and lists are nested; by layers, so that no depth can exhaust it."""
    layer, depth = [document], 0
    while layer and depth <= DEEPEST:
        layer = [
            inner for one in layer if isinstance(one, Mapping | list)
            for inner in (one.values() if isinstance(one, Mapping) else one)
        ] if any(isinstance(one, Mapping | list) for one in layer) else []  # fmt: skip
        depth += 1
    return depth - 1 if not layer else depth


def limit_problems(schema: Any) -> list[Problem]:
    """Counts and sizes, schema by schema."""
    found: list[Problem] = []
    fields = 0
    for at, inner in places(schema):
        if isinstance(inner, Mapping):
            properties = inner.get("properties")
            fields += len(properties) if isinstance(properties, Mapping) else 0
            found.extend(_of_one(inner, at))
    if fields > MOST_FIELDS:
        found.append(Problem("", "too-many-fields", {"most": MOST_FIELDS, "given": fields}))
    return found


def _of_one(schema: Mapping[str, Any], at: str) -> Iterator[Problem]:
    yield from _of_arrays(schema, at)
    for keyword in ("enum", "oneOf", "anyOf", "allOf", "prefixItems"):
        listed = schema.get(keyword)
        if isinstance(listed, list) and len(listed) > MOST_CHOICES:
            yield Problem(f"{at}/{keyword}", "too-many-choices", {"most": MOST_CHOICES})
    step = schema.get("multipleOf")
    if step is not None and not (_number(step) and 1e-6 <= step <= 1e9):
        yield Problem(f"{at}/multipleOf", "schema-multiple-of")
    for keyword in ("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"):
        bound = schema.get(keyword)
        if bound is not None and not (_number(bound) and abs(bound) <= 1e15):
            yield Problem(f"{at}/{keyword}", "schema-number")
    named = schema.get("format")
    if named is not None and not (isinstance(named, str) and named in FORMATS):
        yield Problem(f"{at}/format", "schema-format", {"format": str(named)})


def _of_arrays(schema: Mapping[str, Any], at: str) -> Iterator[Problem]:
    named = schema.get("type")
    may_be_array = named == "array" or (isinstance(named, list) and "array" in named)
    if not may_be_array and not {"items", "prefixItems", "contains"} & set(schema):
        return
    most = schema.get("maxItems")
    if type(most) is not int:
        yield Problem(at, "max-items-missing")
        return
    if most > MOST_ITEMS:
        yield Problem(f"{at}/maxItems", "max-items", {"most": MOST_ITEMS})
    if schema.get("uniqueItems") is True and most > MOST_UNIQUE and not _plain(schema.get("items")):
        yield Problem(f"{at}/uniqueItems", "unique-objects", {"most": MOST_UNIQUE})


def _plain(items: Any) -> bool:
    if not isinstance(items, Mapping):
        return False
    named = items.get("type")
    names = named if isinstance(named, list) else [named]
    return all(isinstance(one, str) and one in _PLAIN for one in names)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def condition_problems(document: Any) -> list[Problem]:
    """Too many conditions in one definition (outermost operations are counted)."""
    given = sum(1 for _ in _conditions(document))
    too_many = given > MOST_CONDITIONS
    params = {"most": MOST_CONDITIONS, "given": given}
    return [Problem("", "too-many-conditions", params)] if too_many else []


def _conditions(place: Any, at: str = "") -> Iterator[str]:
    if isinstance(place, Mapping):
        if len(place) == 1 and next(iter(place)) in ARITIES:
            yield at
            return
        for key, inner in place.items():
            if key != "schema":
                yield from _conditions(inner, f"{at}/{escape(str(key))}")
    elif isinstance(place, list):
        for number, inner in enumerate(place):
            yield from _conditions(inner, f"{at}/{number}")
