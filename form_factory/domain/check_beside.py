"""What questions say of things beside them: bounds that can be read, keys that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from core.problems import Problem
from form_factory.domain.agreeing import TODAY, day_of
from form_factory.domain.schema_parts import is_decimal, list_of, property_of, resolved, type_of
from form_factory.domain.walk import properties_of


def beside_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Bounds, orders, lists and choices under another answer, each with the place of the fault."""
    schema = document["schema"]
    for place, path, part in properties_of(schema):
        yield from _bounds(place, part)
        yield from _order(schema, place, part)
        if (under := part.get("x-under")) is not None:
            above = _sibling(schema, path, str(under))
            if under == path[-1] or above is None or not _chosen(schema, above):
                yield Problem(f"{place}/x-under", "form-under-unknown", {"field": str(under)})
        for name in ("", "/items"):
            inner = resolved(schema, part.get("items") or {}) if name else part
            if inner.get("x-list") == "":
                yield Problem(f"{place}{name}/x-list", "form-list-missing", {
                    "field": part.get("title", path[-1])})  # fmt: skip


def _sibling(
    schema: Mapping[str, Any], path: tuple[str, ...], key: str
) -> Mapping[str, Any] | None:
    return property_of(schema, (*path[:-1], key))


def _chosen(schema: Mapping[str, Any], part: Mapping[str, Any]) -> bool:
    """Whether its answer is a choice."""
    inner = resolved(schema, part.get("items") or {})
    listed = any(word in each for each in (part, inner) for word in ("oneOf", "anyOf", "enum"))
    return listed or list_of(part) is not None


def _bounds(place: str, part: Mapping[str, Any]) -> Iterator[Problem]:
    for name in ("x-min", "x-max"):
        bound = part.get(name)
        if bound is None:
            continue
        day = part.get("format") == "date" and (bound == TODAY or day_of(bound) is not None)
        if not day and not (is_decimal(part) and _is_amount(bound)):
            yield Problem(f"{place}/{name}", "form-bound-unreadable", {"field": str(bound)})


def _is_amount(bound: Any) -> bool:
    try:
        return isinstance(bound, str) and Decimal(bound).is_finite()
    except InvalidOperation:
        return False


def _order(schema: Mapping[str, Any], place: str, part: Mapping[str, Any]) -> Iterator[Problem]:
    keys = part.get("x-order")
    if keys is None:
        return
    named = keys if isinstance(keys, list) and len(keys) == 2 else []
    days = [resolved(schema, part.get("properties", {}).get(str(key), {})) for key in named]
    if len(days) != 2 or any(d.get("format") != "date" or type_of(d) != "string" for d in days):
        yield Problem(f"{place}/x-order", "form-order-unknown", {"field": part.get("title", "")})
