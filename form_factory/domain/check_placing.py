"""Where items stand: every question once, parts of groups and of rows within these alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from core.problems import Problem
from form_factory.domain.pointers import parts_of
from form_factory.domain.schema_parts import property_of, resolved, shape_of
from form_factory.domain.walk import items_of, properties_of

_HOLE: Final = re.compile(r"\{([^{}]*)\}")


def placing_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Every question once, where it may stand; every property somewhere."""
    yield from _astray(document)
    schema = document["schema"]
    shown: set[tuple[str, ...]] = set()
    listed: set[tuple[str, ...]] = set()
    for placed in items_of(document):
        if not placed.path:
            continue
        part = property_of(schema, placed.path)
        if part is None:
            yield Problem(
                f"{placed.at}/field", "form-unknown-field", {"field": placed.item["field"]}
            )
        elif placed.path in shown:
            yield Problem(f"{placed.at}/field", "form-field-twice", {"field": placed.item["field"]})
        elif placed.row_of and shape_of(schema, part) != "leaf":
            code = f"form-{'nested-rows' if shape_of(schema, part) == 'rows' else 'group-in-rows'}"
            yield Problem(f"{placed.at}/field", code, {"field": placed.item["field"]})
        shown.add(placed.path)
        if placed.item.get("items"):
            listed.add(placed.path)
    computed = {parts_of(each["field"]) for each in document.get("computed", [])}
    for place, path, part in properties_of(schema):
        kind = shape_of(schema, part)
        holder = path[:-1]
        whole = holder in shown and holder not in listed
        if kind != "group" and path not in shown and path not in computed and not whole:
            yield Problem(place, "form-never-shown", {"field": part.get("title", path[-1])})


def _astray(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Items the form would leave out without a word: it reads them where they belong alone."""
    for number, page in enumerate(document["ui"]["pages"]):
        yield from _on(document["schema"], page["items"], f"/ui/pages/{number}/items", ())


def _on(
    schema: Mapping[str, Any], items: Any, at: str, holder: tuple[str, ...]
) -> Iterator[Problem]:
    """`holder` is the path of the group or of the list the items are parts of."""
    rows = bool(holder) and shape_of(schema, property_of(schema, holder) or {}) == "rows"
    for number, item in enumerate(items):
        here = f"{at}/{number}"
        if "field" not in item:
            if holder:
                yield Problem(here, "form-only-parts-here", {"field": holder[-1]})
            elif "section" in item:
                yield from _on(schema, item["items"], f"{here}/items", ())
            continue
        path = _path(item["field"], holder)
        if path[:-1] != holder if holder else _in_rows(schema, path):
            code = "form-only-parts-here" if holder else "form-part-of-rows"
            field = holder[-1] if holder else item["field"]
            yield Problem(f"{here}/field", code, {"field": field})
        elif rows and item["field"].startswith("/"):
            yield Problem(f"{here}/field", "form-row-key-alone", {"key": path[-1]})
        else:
            yield from _inner(schema, item, here, path)


def _inner(
    schema: Mapping[str, Any], item: Mapping[str, Any], here: str, path: tuple[str, ...]
) -> Iterator[Problem]:
    part = property_of(schema, path)
    if part is None:  # told as unknown
        return
    if "items" in item and shape_of(schema, part) == "leaf":
        yield Problem(f"{here}/items", "form-holds-nothing", {"field": item["field"]})
    elif "items" in item:
        yield from _on(schema, item["items"], f"{here}/items", path)
    cells = resolved(schema, part.get("items") or {}).get("properties", {})
    for name in _HOLE.findall(item.get("row_label", "")):
        if name not in cells:
            yield Problem(f"{here}/row_label", "form-row-label", {"field": name})


def _path(field: str, holder: tuple[str, ...]) -> tuple[str, ...]:
    return parts_of(field) if field.startswith("/") else (*holder, *parts_of(field))


def _in_rows(schema: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    """Whether an answer stands in the rows of a list."""
    return any(
        shape_of(schema, property_of(schema, path[:length]) or {}) == "rows"
        for length in range(1, len(path))
    )
