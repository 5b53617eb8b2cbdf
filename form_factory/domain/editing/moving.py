"""Questions and pages change places; answers keep their names unless they enter or leave rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from form_factory.domain.editing.citing import cited_by, narrowed_by
from form_factory.domain.editing.guards import refuse_cited, refuse_impossible
from form_factory.domain.editing.keys import Former, key_for
from form_factory.domain.editing.naming import forget
from form_factory.domain.editing.result import Edited, refuse
from form_factory.domain.editing.slots import Slot, put_in, refuse_misfit, slot_at
from form_factory.domain.editing.spots import (
    Spot,
    find,
    holder_schema,
    id_of_page,
    page_of,
    spelled,
)
from form_factory.domain.pointers import pointer_of


def move(document: Mapping[str, Any], ref: str, by: int) -> Edited:
    """One place up (-1) or down (1); at the edge of a section, out of it. Never out of the page."""
    made = spelled(document)
    spot = find(made, ref)
    index = spot.index + by
    if 0 <= index < len(spot.holder):
        spot.holder.insert(index, spot.holder.pop(spot.index))
    elif spot.home.startswith("section:"):
        frame = find(made, spot.home)
        frame.holder.insert(frame.index + (by > 0), spot.holder.pop(spot.index))
    return Edited(made, ref, id_of_page(made, spot))


def place(document: Mapping[str, Any], ref: str, target: str, *, former: Former) -> Edited:
    """Anywhere: another page, a section, rows, before or behind another question."""
    if target.partition(":")[2] == ref:
        return Edited(spelled(document), ref, id_of_page(document, find(document, ref)))
    made = spelled(document)
    spot = find(made, ref)
    slot = slot_at(made, target)
    if _inside(spot, made, slot):
        raise refuse("edit-into-itself", spot.at, field=spot.label)
    refuse_misfit(spot, slot)
    if slot.holder is spot.holder and slot.index > spot.index:
        slot = Slot(slot.holder, slot.index - 1, slot.page, slot.home, slot.row_of)
    rehomed = spot.kind == "field" and spot.row_of != slot.row_of
    path = _rehomed(made, spot, slot.row_of, former) if rehomed else None
    spot.holder.pop(spot.index)
    put_in(slot, spot.item, path)
    refuse_impossible(made)
    return Edited(made, ref, slot.page)


def _inside(spot: Spot, document: Mapping[str, Any], slot: Slot) -> bool:
    """Whether the slot lies in what would move."""
    home = slot.home
    while not home.startswith("page:"):
        if home == spot.ref:
            return True
        home = find(document, home).home
    return False


def _rehomed(
    document: dict[str, Any], spot: Spot, row_of: tuple[str, ...] | None, former: Former
) -> tuple[str, ...]:
    """The question in another object of the schema; its address changes, so nobody may name it."""
    refuse_cited(cited_by(document, spot.path, frozenset({spot.ref})), spot)
    if spot.row_of and len(spot.holder) == 1:
        raise refuse("edit-rows-keep-one", spot.at, field=find(document, spot.home).label)
    for name in ("when", "required"):
        if isinstance(spot.item.get(name), dict):
            raise refuse("edit-has-condition", spot.at, field=spot.label)
    if narrowed_by(spot):
        raise refuse("edit-is-bound", spot.at, field=spot.label)
    was, pointer = holder_schema(document, spot.path), pointer_of(spot.path)
    for each in ("computed", "prefill"):
        if any(rule["field"] == pointer for rule in document.get(each, ())):
            raise refuse("edit-is-bound", spot.at, field=spot.label)
    stem = row_of or ()
    now = holder_schema(document, (*stem, ""))
    part = was["properties"].pop(spot.path[-1])
    forget(document, spot.path)
    key = key_for(spot.path[-1], now, stem, former, x_id=part.get("x-id"))
    now["properties"][key] = part
    if spot.path[-1] in was.get("required", ()):
        was["required"].remove(spot.path[-1])
        now["required"] = [*now.get("required", ()), key]
    return (*stem, key)


def move_page(document: Mapping[str, Any], page_id: str, by: int) -> Edited:
    """A page one place earlier or later."""
    made = spelled(document)
    number, page = page_of(made, page_id)
    pages = made["ui"]["pages"]
    index = min(max(number + by, 0), len(pages) - 1)
    pages.insert(index, pages.pop(number))
    refuse_impossible(made)
    return Edited(made, "", page["id"])
