"""Words and settings of items and pages."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from core.unseen import is_unseen
from form_factory.domain.editing.keys import Former, is_frozen, key_for
from form_factory.domain.editing.naming import follow
from form_factory.domain.editing.result import Edited, refuse
from form_factory.domain.editing.spots import (
    Spot,
    find,
    holder_schema,
    id_of_page,
    page_of,
    spelled,
)

#: What `write_item` may set beside the settings of a type.
ITEM_WORDS: Final = frozenset({"hint", "width", "text", "tone", "row_label", "add_label"})
PAGE_WORDS: Final = frozenset({"title", "intro", "help"})


def rename(
    document: Mapping[str, Any], ref: str, label: str, *, former: Former, key: str | None = None
) -> Edited:
    """New words. Before the first publication the key follows them, or is the `key` asked for."""
    made = spelled(document)
    spot = find(made, ref)
    if spot.kind != "field":
        spot.item["title" if spot.kind == "section" else "text"] = label
        return Edited(made, ref, id_of_page(made, spot))
    holder, old = holder_schema(made, spot.path), spot.path[-1]
    part = holder["properties"][old]
    new = _new_key(spot, holder, label, former, key)
    part["title"] = label
    spot.item.pop("label", None)
    if new != old:
        _rekey(made, spot, holder, new)
    return Edited(made, str(part.get("x-id") or "/" + "/".join((*spot.path[:-1], new))),
                   id_of_page(made, spot))  # fmt: skip


def _new_key(
    spot: Spot, holder: Mapping[str, Any], label: str, former: Former, key: str | None
) -> str:
    old, stem = spot.path[-1], spot.path[:-1]
    x_id = (spot.part or {}).get("x-id")
    if is_frozen(spot.path, x_id, former):
        if key is not None and key != old:
            raise refuse("edit-key-frozen", spot.at, field=spot.label)
        return old
    others = {"properties": {k: v for k, v in holder["properties"].items() if k != old}}
    if key is not None and key != old:
        found = key_for(key, others, stem, former, x_id=x_id)
        if found != key:
            raise refuse("edit-key-taken", spot.at, key=key, free=found)
        return key
    made_from_label = key_for(spot.label, others, stem, former, x_id=x_id) == old
    return key_for(label, others, stem, former, x_id=x_id) if made_from_label else old


def _rekey(document: dict[str, Any], spot: Spot, holder: dict[str, Any], new: str) -> None:
    old = spot.path[-1]
    path = (*spot.path[:-1], new)
    follow(document, spot.path, path)
    holder["properties"][new] = holder["properties"].pop(old)
    if "required" in holder:
        holder["required"] = [new if name == old else name for name in holder["required"]]
    spot.item["field"] = new if spot.row_of else "/" + "/".join(path)
    if spot.row_of:
        frame = find(document, spot.home).item
        if "row_label" in frame:
            frame["row_label"] = frame["row_label"].replace(f"{{{old}}}", f"{{{new}}}")
    _group_items(spot, new)


def _group_items(spot: Spot, new: str) -> None:
    """Parts of a group may be listed by their whole address."""
    was, now = f"/{'/'.join(spot.path)}/", f"/{'/'.join((*spot.path[:-1], new))}/"
    for inner in spot.item.get("items", ()):
        if str(inner.get("field", "")).startswith(was):
            inner["field"] = now + inner["field"].removeprefix(was)


def rewrite(
    document: Mapping[str, Any], ref: str, part: Mapping[str, Any], item: Mapping[str, Any]
) -> Edited:
    """The settings of a type: schema (references followed) and item as they should be; identity,
    words and place stay."""
    made = spelled(document)
    spot = find(made, ref)
    for name in [each for each in spot.item if each not in _KEPT_OF_ITEM]:
        del spot.item[name]
    spot.item.update({k: v for k, v in item.items() if k not in _KEPT_OF_ITEM})
    if spot.kind == "field":
        holder = holder_schema(made, spot.path)
        was = holder["properties"][spot.path[-1]]
        holder["properties"][spot.path[-1]] = _settled(was, spot.part or {}, part)
    return Edited(made, ref, id_of_page(made, spot))


def _settled(
    was: dict[str, Any], before: Mapping[str, Any], part: Mapping[str, Any]
) -> dict[str, Any]:
    """Only what changed is written: what is borrowed from `$defs` stays borrowed when it can."""
    gone = [name for name in before if name not in part and name not in _IDENTITY]
    if any(name not in was for name in gone):
        was = {**deepcopy(dict(before)), **{n: was[n] for n in _IDENTITY if n in was}}
    changed = {name: value for name, value in part.items() if value != before.get(name)}
    made = {**was, **{n: v for n, v in changed.items() if n not in _IDENTITY}}
    for name in gone:
        made.pop(name, None)
    return made


_IDENTITY: Final = ("x-id", "title")
_KEPT_OF_ITEM: Final = frozenset(
    {"field", "notice", "explanation", "section", "items", "when", "required"}
)


def write_item(document: Mapping[str, Any], ref: str, words: Mapping[str, str]) -> Edited:
    """Help under the question, width, text, tone; an empty one goes."""
    made = spelled(document)
    spot = find(made, ref)
    for name, value in words.items():
        if name not in ITEM_WORDS:
            continue
        if name == "hint" and spot.kind == "field":
            _drop_description(made, spot)
        if value or (name == "text" and spot.kind in {"notice", "explanation"}):
            spot.item[name] = value
        else:
            spot.item.pop(name, None)
    return Edited(made, ref, id_of_page(made, spot))


def _drop_description(document: dict[str, Any], spot: Spot) -> None:
    """One help, not two: the item's is the one that is edited."""
    holder_schema(document, spot.path)["properties"][spot.path[-1]].pop("description", None)


def write_page(document: Mapping[str, Any], page_id: str, words: Mapping[str, str]) -> Edited:
    """Title, introduction, help of a page; a page keeps a title."""
    made = spelled(document)
    page = page_of(made, page_id)[1]
    for name, value in words.items():
        if name not in PAGE_WORDS or (name == "title" and is_unseen(value)):
            continue
        if value.strip():
            page[name] = value.strip()
        else:
            page.pop(name, None)
    return Edited(made, "", page_id)
