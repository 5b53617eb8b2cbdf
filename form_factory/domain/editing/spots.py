"""Where the items of a form stand, by a reference that survives moves and new keys.

The reference of a question is its x-id (its address while it has none); `notice:danger`,
`explanation:x`, `section:y` for the others; `page:p1` for a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from form_factory.domain.editing.result import refuse
from form_factory.domain.fresh import fresh
from form_factory.domain.pointers import parts_of, pointer_of
from form_factory.domain.schema_parts import property_of, resolved, shape_of

TEXTS: Final = ("notice", "explanation", "section")


@dataclass(frozen=True, slots=True)
class Spot:
    """One item and all that is around it; lists and objects are those of the document."""

    ref: str
    item: dict[str, Any]
    holder: list[Any]
    index: int
    page: int
    #: JSON pointer of the item in the document, for problems.
    at: str
    #: What holds it: "page:p1", "section:x", or the reference of a repeated question.
    home: str
    #: Path of the answer (rows: list, then key); empty for texts.
    path: tuple[str, ...] = ()
    #: Path of the list whose rows hold it.
    row_of: tuple[str, ...] | None = None
    #: What the schema says of the answer, references followed.
    part: Mapping[str, Any] | None = None
    shape: str = ""

    @property
    def kind(self) -> str:
        """field, notice, explanation or section."""
        return next((name for name in TEXTS if name in self.item), "field")

    @property
    def label(self) -> str:
        """The words of the item."""
        words = self.item.get("label") or (self.part or {}).get("title")
        return str(words or self.item.get("title") or self.item.get("text") or "".join(self.path))


def spots(document: Mapping[str, Any]) -> Iterator[Spot]:
    """Every item in reading order, sections and rows opened; parts of a group are not items."""
    for number, page in enumerate(document.get("ui", {}).get("pages", [])):
        at = f"/ui/pages/{number}/items"
        yield from _spots(document, page.get("items", []), number, at, f"page:{page['id']}")


def _spots(
    document: Mapping[str, Any],
    holder: list[Any],
    page: int,
    at: str,
    home: str,
    row_of: tuple[str, ...] | None = None,
) -> Iterator[Spot]:
    schema = document["schema"]
    for index, item in enumerate(list(holder)):
        here = f"{at}/{index}"
        text = next((name for name in TEXTS if name in item), None)
        if text is not None:
            ref = f"{text}:{item[text]}"
            yield Spot(ref, item, holder, index, page, here, home)
            if text == "section":
                yield from _spots(document, item.get("items", []), page, f"{here}/items", ref)
            continue
        named = str(item.get("field", ""))
        path = parts_of(named) if row_of is None or named.startswith("/") else (*row_of, named)
        part = property_of(schema, path)
        shape = shape_of(schema, part) if part is not None else ""
        ref = str((part or {}).get("x-id") or pointer_of(path))
        yield Spot(ref, item, holder, index, page, here, home, path, row_of, part, shape)
        if shape == "rows":
            inner = item.get("items", [])
            yield from _spots(document, inner, page, f"{here}/items", ref, path)


def find(document: Mapping[str, Any], ref: str) -> Spot:
    """The item of this reference; refused when it is gone."""
    found = next((spot for spot in spots(document) if spot.ref == ref), None)
    if found is None:
        raise refuse("edit-item-gone")
    return found


def page_of(document: Mapping[str, Any], page_id: str) -> tuple[int, dict[str, Any]]:
    """Number and page of this id; refused when it is gone."""
    for number, page in enumerate(document["ui"]["pages"]):
        if page["id"] == page_id:
            return number, page
    raise refuse("edit-page-gone")


def id_of_page(document: Mapping[str, Any], spot: Spot) -> str:
    """The id of the page an item stands on."""
    return str(document["ui"]["pages"][spot.page]["id"])


def spelled(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy to edit: repeated questions list the questions of their rows, as they are shown."""
    copy: dict[str, Any] = fresh(dict(document))
    for page in copy["ui"]["pages"]:
        page.setdefault("items", [])
    for spot in spots(copy):
        if spot.kind == "section":
            spot.item.setdefault("items", [])
        elif spot.shape == "rows" and not spot.item.get("items"):
            row = resolved(copy["schema"], (spot.part or {}).get("items", {}))
            asked = [name for name in row.get("required", ()) if name in row["properties"]]
            others = sorted(set(row["properties"]) - set(asked))
            spot.item["items"] = [{"field": name} for name in [*asked, *others]]
    return copy


def holder_schema(document: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """The object that holds the answer at `path`, ready to be written: what it borrowed from
    `$defs` is made its own."""
    root = document["schema"]
    part: dict[str, Any] = root
    for name in path[:-1]:
        part = _own(root, part["properties"], name)
        if "items" in part:
            part = _own(root, part, "items")
    part.setdefault("properties", {})
    return part


def _own(root: dict[str, Any], holder: dict[str, Any], name: str) -> dict[str, Any]:
    if "$ref" in holder[name]:
        holder[name] = deepcopy(dict(resolved(root, holder[name])))
    found: dict[str, Any] = holder[name]
    return found
