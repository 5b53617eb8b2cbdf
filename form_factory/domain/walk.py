"""Walks a form document with the address of each part, for checks that must say where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from form_factory.domain.pointers import parts_of, pointer_of
from form_factory.domain.schema_parts import list_of, property_of, resolved, shape_of, type_of


@dataclass(frozen=True, slots=True)
class Placed:
    """An item of `ui` and where it stands."""

    at: str
    page: int
    item: Mapping[str, Any]
    #: Path of the answer when the item is a question (rows: list, then key).
    path: tuple[str, ...] = ()
    #: Path of the list whose rows hold it.
    row_of: tuple[str, ...] | None = None


def items_of(document: Mapping[str, Any]) -> Iterator[Placed]:
    """Every item, those of sections, groups and rows included, in reading order."""
    schema = document.get("schema", {})
    for number, page in enumerate(document.get("ui", {}).get("pages", [])):
        yield from _items(
            schema, page.get("items", []), f"/ui/pages/{number}/items", number, (), None
        )


def _items(
    schema: Mapping[str, Any],
    items: Any,
    at: str,
    page: int,
    stem: tuple[str, ...],
    row_of: tuple[str, ...] | None,
) -> Iterator[Placed]:
    for number, item in enumerate(items):
        here = f"{at}/{number}"
        if "field" not in item:
            yield Placed(here, page, item)
            if "section" in item:
                yield from _items(schema, item.get("items", []), f"{here}/items", page, (), None)
            continue
        named = str(item["field"])
        path = parts_of(named) if named.startswith("/") else (*stem, named)
        yield Placed(here, page, item, path, row_of)
        part = property_of(schema, path)
        shape = shape_of(schema, part) if part is not None else "leaf"
        inner = item.get("items", [])
        if shape == "rows":
            yield from _items(schema, inner, f"{here}/items", page, path, path)
        elif shape == "group":
            yield from _items(schema, inner, f"{here}/items", page, path, row_of)


def properties_of(schema: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    """Every property of the schema: (place in the document, path of the answer, schema)."""
    yield from _properties(schema, schema, "/schema", (), 0)


def lists_in(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(place of its `x-list`, key) of each question whose answers come from a reference list."""
    for place, _path, part in properties_of(document.get("schema", {})):
        if (key := list_of(part)) is not None:
            inside = "" if "x-list" in part else "/items"
            yield f"{place}{inside}/x-list", key


def _properties(
    root: Mapping[str, Any], part: Mapping[str, Any], at: str, path: tuple[str, ...], depth: int
) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    if depth > 20:
        return
    for name, raw in part.get("properties", {}).items():
        here, inner = (*path, name), resolved(root, raw)
        place = f"{at}/properties{pointer_of([name])}"
        yield place, here, inner
        if type_of(inner) == "array":
            row = resolved(root, inner.get("items", {}))
            yield from _properties(root, row, f"{place}/items", here, depth + 1)
        elif type_of(inner) == "object":
            yield from _properties(root, inner, place, here, depth + 1)
