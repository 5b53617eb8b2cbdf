"""New questions, texts, sections and pages."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from form_factory.domain.editing.keys import Former, NewId, free_name, key_for, text_name, with_ids
from form_factory.domain.editing.result import Edited
from form_factory.domain.editing.slots import fitting, put_in
from form_factory.domain.editing.spots import TEXTS, holder_schema, page_of, spelled
from form_factory.domain.schema_parts import shape_of


def add(
    document: Mapping[str, Any],
    part: Mapping[str, Any] | None,
    item: Mapping[str, Any],
    label: str,
    target: str,
    *,
    new_id: NewId,
    former: Former,
) -> Edited:
    """A new item at `target`: a question of the schema `part`, or a text when there is none.

    `item` says how it is shown; names and identities are given here.
    """
    made, shown = spelled(document), deepcopy(dict(item))
    kind = next((name for name in TEXTS if name in shown), "")
    leaf = part is not None and shape_of(made["schema"], part) == "leaf"
    slot = fitting(made, target, leaf=leaf, section=kind == "section")
    if part is None:
        shown[kind] = text_name(made, kind, label)
        if kind == "section":
            shown["title"], shown["items"] = shown.get("title") or label, []
        else:
            shown["text"] = shown.get("text") or label
        put_in(slot, shown, None)
        return Edited(made, f"{kind}:{shown[kind]}", slot.page)
    stem = slot.row_of or ()
    holder = holder_schema(made, (*stem, ""))
    x_id = new_id()
    written = deepcopy(dict(part)) | {"title": label, "x-id": x_id}
    with_ids(written, new_id)
    key = key_for(label, holder, stem, former)
    holder["properties"][key] = written
    if shape_of(made["schema"], written) == "rows" and not shown.get("items"):
        shown["items"] = [{"field": name} for name in written["items"]["properties"]]
    put_in(slot, shown, (*stem, key))
    return Edited(made, x_id, slot.page)


def add_page(document: Mapping[str, Any], title: str, after: str | None) -> Edited:
    """An empty page behind another one, or at the end."""
    made = spelled(document)
    pages = made["ui"]["pages"]
    taken = {page["id"] for page in pages}
    number = next(n for n in range(len(pages) + 1, 1000) if f"p{n}" not in taken)
    page_id = free_name(f"p{number}", taken, "page")
    index = page_of(made, after)[0] + 1 if after else len(pages)
    pages.insert(index, {"id": page_id, "title": title, "items": []})
    return Edited(made, "", page_id)
