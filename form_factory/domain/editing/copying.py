"""Copies: the same question again under a new identity, or a whole form."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from form_factory.domain.editing.keys import Former, NewId, key_for, text_name, with_ids
from form_factory.domain.editing.naming import renamed
from form_factory.domain.editing.result import Edited
from form_factory.domain.editing.spots import (
    Spot,
    find,
    holder_schema,
    id_of_page,
    spelled,
    spots,
)
from form_factory.domain.pointers import parts_of


def duplicate(
    document: Mapping[str, Any], ref: str, label: str, *, new_id: NewId, former: Former
) -> Edited:
    """A copy just behind: all its settings, new identities, those of its rows and parts too.

    What computes or fills it in stays with the original: two questions are not one answer.
    """
    made = spelled(document)
    spot = find(made, ref)
    copy = _copy(made, spot, label, new_id, former)
    spot.holder.insert(spot.index + 1, copy)
    if spot.kind != "field":
        return Edited(made, f"{spot.kind}:{copy[spot.kind]}", id_of_page(made, spot))
    key = str(copy["field"]).lstrip("/").rpartition("/")[2]
    part = holder_schema(made, spot.path)["properties"][key]
    return Edited(made, str(part["x-id"]), id_of_page(made, spot))


def _copy(
    document: dict[str, Any], spot: Spot, label: str, new_id: NewId, former: Former
) -> dict[str, Any]:
    item = deepcopy(spot.item)
    if spot.kind == "field":
        return _question(document, spot, item, label, new_id, former)
    old = f"{spot.kind}.{item[spot.kind]}."
    item[spot.kind] = text_name(document, spot.kind, str(item[spot.kind]))
    if spot.kind == "section":
        item["title"] = label
        inside = _inside(document, spot)
        item["items"] = [_copy(document, one, one.label, new_id, former) for one in inside]
        _speak_of_copies(document, inside, item["items"])
    _speak(document, {old: f"{spot.kind}.{item[spot.kind]}."})
    return item


def _speak_of_copies(
    document: dict[str, Any], inside: list[Spot], copies: list[dict[str, Any]]
) -> None:
    """Questions copied together depend on one another as the first ones do."""
    moved = {
        one.path: parts_of(copy["field"])
        for one, copy in zip(inside, copies, strict=True)
        if one.kind == "field"
    }
    for copy in copies:
        row = parts_of(copy["field"]) if "field" in copy else None
        for part in (copy, *copy.get("items", ())):
            for name in ("when", "required"):
                for old, new in moved.items() if isinstance(part.get(name), dict) else ():
                    part[name] = renamed(part[name], old, new, None if part is copy else row)
    for new in moved.values():
        part = holder_schema(document, new)["properties"][new[-1]]
        under = (*new[:-1], part["x-under"]) if "x-under" in part else ()
        if under in moved:
            part["x-under"] = moved[under][-1]


def _inside(document: Mapping[str, Any], spot: Spot) -> list[Spot]:
    return [one for one in spots(document) if one.home == spot.ref]


def _question(
    document: dict[str, Any],
    spot: Spot,
    item: dict[str, Any],
    label: str,
    new_id: NewId,
    former: Former,
) -> dict[str, Any]:
    holder, old = holder_schema(document, spot.path), spot.path[-1]
    part = deepcopy(holder["properties"][old])
    was = str(part.get("x-id", ""))
    part |= {"title": label, "x-id": new_id()}
    item.pop("label", None)
    changed = with_ids(part, new_id, again=True) | ({was: part["x-id"]} if was else {})
    key = key_for(label, holder, spot.path[:-1], former)
    holder["properties"][key] = part
    if old in holder.get("required", ()):
        holder["required"] = [*holder["required"], key]
    path = (*spot.path[:-1], key)
    item["field"] = key if spot.row_of else "/" + "/".join(path)
    for inner in item.get("items", ()):  # conditions on its own rows follow
        for name in ("when", "required"):
            if isinstance(inner.get(name), dict):
                inner[name] = renamed(inner[name], spot.path, path, path)
    _speak(document, {f"{a}.": f"{b}." for a, b in changed.items()}, but=f"{was}.title")
    return item


def _speak(document: dict[str, Any], stems: Mapping[str, str], but: str = "") -> None:
    """The copy is translated as the original was, its new label apart."""
    for words in document.get("translations", {}).values():
        for old, new in stems.items():
            for name in [each for each in words if each.startswith(old) and each != but]:
                words[new + name.removeprefix(old)] = words[name]


def copied(document: Mapping[str, Any], new_id: NewId) -> dict[str, Any]:
    """A form to begin another one with: every question is a new one."""
    made = spelled(document)
    changed = with_ids(made["schema"], new_id, again=True)
    _speak(made, {f"{old}.": f"{new}." for old, new in changed.items()})
    for words in made.get("translations", {}).values():
        for name in [each for each in words if each.split(".", 1)[0] in changed]:
            del words[name]
    return made
