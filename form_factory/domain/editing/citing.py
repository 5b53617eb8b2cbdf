"""What speaks of a question: conditions, computations, titles of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from form_factory.domain.editing.spots import Spot, spots
from form_factory.domain.pointers import dotted, parts_of
from schemas.domain.conditions import references

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """One place that names a question."""

    #: "when", "required" (of an item or a page), "computed", or "list" (a list it narrows).
    what: str
    #: Words of the item, page or computed question that cites.
    label: str
    ref: str
    page: str


def cited_by(document: Mapping[str, Any], path: Path, without: frozenset[str]) -> list[Citation]:
    """All that names the answer at `path`, except the items of `without` (which go with it)."""
    return list(_citations(document, dotted(path), without))


def _citations(
    document: Mapping[str, Any], name: str, without: frozenset[str]
) -> Iterator[Citation]:
    pages = document["ui"]["pages"]
    for page in pages:
        if f"page:{page['id']}" not in without and names(page.get("when"), name, None):
            yield Citation("when", str(page["title"]), f"page:{page['id']}", page["id"])
    for spot in spots(document):
        if spot.ref in without:
            continue
        for what in ("when", "required"):
            if names(spot.item.get(what), name, spot.row_of):
                yield Citation(what, spot.label, spot.ref, pages[spot.page]["id"])
        if narrowed_by(spot) == name:
            yield Citation("list", spot.label, spot.ref, pages[spot.page]["id"])
    yield from _computations(document, name, without)


def _computations(
    document: Mapping[str, Any], name: str, without: frozenset[str]
) -> Iterator[Citation]:
    if not document.get("computed"):
        return
    pages = document["ui"]["pages"]
    by_path = {spot.path: spot for spot in spots(document) if spot.path}
    for each in document.get("computed", []):
        path = parts_of(each["field"])
        shown = by_path.get(path)
        if (shown and shown.ref in without) or not names(each["expr"], name, path[:-1] or None):
            continue
        label = shown.label if shown else path[-1]
        page_id = pages[shown.page]["id"] if shown else pages[0]["id"]
        yield Citation("computed", label, shown.ref if shown else "", page_id)


def narrowed_by(spot: Spot) -> str:
    """The question on whose answer this list depends; "" when it does on none."""
    under = (spot.part or {}).get("x-under")
    return dotted((*spot.path[:-1], str(under))) if under else ""


def names(expression: Any, name: str, row: Path | None) -> bool:
    """Whether an expression leans on `name` or on what it holds."""
    if expression is None or isinstance(expression, bool):
        return False
    stem = f"{dotted(row)}." if row else ""
    told = {stem + each[2:] if each.startswith("./") else each for each in references(expression)}
    return any(each == name or each.startswith(f"{name}.") for each in told)
