"""Questions nobody could answer: bounds that cross, choices given twice, names of nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from core.problems import Problem
from form_factory.domain.pointers import parts_of
from form_factory.domain.schema_parts import property_of, resolved, shape_of
from form_factory.domain.walk import properties_of

_ENDS: Final = (
    ("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"),
    ("x-min", "x-max"),
)  # fmt: skip


def holding_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Each at its place."""
    schema = document["schema"]
    yield from _demanded(schema, "/schema")
    for place, path, part in properties_of(schema):
        inner = resolved(schema, part.get("items") or {})
        yield from _demanded(part, place)
        yield from _demanded(inner, f"{place}/items")
        for at, each in ((place, part), (f"{place}/items", inner)):
            yield from _choices(at, each, str(part.get("title", path[-1])))
        for low, high in _ENDS:
            if _crossed(part.get(low), part.get(high)):
                field = str(part.get("title", path[-1]))
                yield Problem(f"{place}/{high}", "form-bounds-crossed", {"field": field})
    yield from _prefilled(document)


def _demanded(part: Mapping[str, Any], at: str) -> Iterator[Problem]:
    """`required` that names no property asks for an answer to no question."""
    properties = part.get("properties", {})
    for number, name in enumerate(part.get("required", ()) if "properties" in part else ()):
        if name not in properties:
            yield Problem(f"{at}/required/{number}", "form-unknown-field", {"field": name})


def _choices(at: str, part: Mapping[str, Any], field: str) -> Iterator[Problem]:
    if part.get("enum") == []:
        yield Problem(f"{at}/enum", "form-no-choice", {"field": field})
    for keyword in ("oneOf", "anyOf"):
        seen: list[Any] = []
        for number, one in enumerate(part.get(keyword, ())):
            if not isinstance(one, Mapping) or "const" not in one:
                continue
            if any(one["const"] == other and type(one["const"]) is type(other) for other in seen):
                told = {"field": field, "key": str(one["const"])}
                yield Problem(f"{at}/{keyword}/{number}/const", "form-choice-twice", told)
            seen.append(one["const"])


def _crossed(low: Any, high: Any) -> bool:
    if isinstance(low, str) and isinstance(high, str):  # days; amounts are told by their own rules
        return len(low) == len(high) == len("2026-11-22") and "-" in low[1:] and low > high
    return isinstance(low, int | float) and isinstance(high, int | float) and low > high


def _prefilled(document: Mapping[str, Any]) -> Iterator[Problem]:
    """What is known already stands in one place of the answers, and nobody computes it."""
    computed = {each["field"] for each in document.get("computed", [])}
    schema = document["schema"]
    for number, each in enumerate(document.get("prefill", [])):
        path = parts_of(each["field"])
        holders = (property_of(schema, path[:n]) or {} for n in range(1, len(path)))
        if any(shape_of(schema, holder) == "rows" for holder in holders):
            yield Problem(
                f"/prefill/{number}/field", "edit-no-prefill-in-rows", {"field": path[-1]}
            )
        elif each["field"] in computed:
            yield Problem(f"/prefill/{number}/field", "form-prefill-computed", {"field": path[-1]})
