"""Where an item goes: behind or before another one, or at the end of what holds items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from form_factory.domain.editing.result import refuse
from form_factory.domain.editing.spots import Spot, find, page_of


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a list of items."""

    holder: list[Any]
    index: int
    page: str
    home: str
    #: Path of the list whose rows hold it.
    row_of: tuple[str, ...] | None = None


def slot_at(document: Mapping[str, Any], target: str) -> Slot:
    """`after:<ref>`, `before:<ref>` or `into:<ref>` (a page, a section, a repeated question)."""
    how, _, ref = target.partition(":")
    if how == "into" and ref.startswith("page:"):
        _number, page = page_of(document, ref.removeprefix("page:"))
        return Slot(page["items"], len(page["items"]), page["id"], ref)
    if how not in {"after", "before", "into"}:
        raise refuse("edit-item-gone")
    spot = find(document, ref)
    page_id = str(document["ui"]["pages"][spot.page]["id"])
    if how != "into":
        index = spot.index + (how == "after")
        return Slot(spot.holder, index, page_id, spot.home, spot.row_of)
    if spot.kind != "section" and spot.shape != "rows":
        raise refuse("edit-holds-nothing", spot.at, field=spot.label)
    row_of = spot.path if spot.shape == "rows" else None
    return Slot(spot.item["items"], len(spot.item["items"]), page_id, ref, row_of)


def fitting(document: Mapping[str, Any], target: str, *, leaf: bool, section: bool) -> Slot:
    """The slot, or the first one around it that can hold such an item: rows hold plain questions
    only, and sections do not nest."""
    slot = slot_at(document, target)
    while (slot.row_of and not leaf) or (section and slot.home.startswith("section:")):
        slot = slot_at(document, f"after:{slot.home}")
    return slot


def refuse_misfit(spot: Spot, slot: Slot) -> None:
    """Refuse what `fitting` would have led elsewhere: a person chose the place."""
    if slot.row_of and (spot.kind != "field" or spot.shape != "leaf"):
        raise refuse("edit-not-in-rows", spot.at, field=spot.label)
    if spot.kind == "section" and slot.home.startswith("section:"):
        raise refuse("edit-not-in-section", spot.at, field=spot.label)


def put_in(slot: Slot, item: dict[str, Any], path: tuple[str, ...] | None) -> None:
    """Set the item there; in rows a question is named by its key alone."""
    if path is not None:
        item["field"] = path[-1] if slot.row_of else "/" + "/".join(path)
    slot.holder.insert(slot.index, item)
