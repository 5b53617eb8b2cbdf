"""Another way of asking the same question, or another question under the same identity."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from form_factory.domain.check_conditions import condition_problems
from form_factory.domain.editing.citing import cited_by
from form_factory.domain.editing.guards import refuse_cited
from form_factory.domain.editing.keys import Former, NewId, is_frozen, key_for, with_ids
from form_factory.domain.editing.naming import follow, forget
from form_factory.domain.editing.result import Edited, refuse
from form_factory.domain.editing.spots import Spot, find, holder_schema, id_of_page, spelled
from form_factory.domain.schema_parts import resolved, shape_of, type_of

#: What a question keeps whatever its type.
_KEPT: Final = ("field", "when", "required", "hint", "label", "width")
_LISTS: Final = ("oneOf", "anyOf", "enum", "x-labels", "x-list", "x-other")


def retype(
    document: Mapping[str, Any],
    ref: str,
    part: Mapping[str, Any],
    item: Mapping[str, Any],
    *,
    new_id: NewId,
    former: Former,
) -> Edited:
    """Ask it as `part` and `item` say. The same kind of answer keeps its key and its settings;
    another kind keeps its identity and, once published, takes a new key (DEFINITIONS 1.2)."""
    made = spelled(document)
    spot = find(made, ref)
    if spot.kind != "field":
        raise refuse("edit-not-a-question", spot.at, field=spot.label)
    now = _like(made["schema"], spot.part or {}), _like(made["schema"], part)
    if "rows" in {spot.shape, shape_of(made["schema"], part)} and now[0] != now[1]:
        raise refuse("edit-rows-stay-rows", spot.at, field=spot.label)
    if spot.row_of and shape_of(made["schema"], part) != "leaf":
        raise refuse("edit-not-in-rows", spot.at, field=spot.label)
    _show(spot, item)
    if now[0] == now[1]:
        return Edited(made, ref, id_of_page(made, spot))
    faults = {(each.path, each.code) for each in condition_problems(made)}
    _replace(made, spot, part, new_id, former)
    fresh = [each for each in condition_problems(made) if (each.path, each.code) not in faults]
    if fresh:
        before = find(document, ref)
        refuse_cited(cited_by(document, before.path, frozenset({ref})), before)
    return Edited(made, ref, id_of_page(made, spot))


def _like(root: Mapping[str, Any], part: Mapping[str, Any]) -> tuple[Any, ...]:
    """What makes two answers of one kind."""
    whole = resolved(root, part)
    inner = resolved(root, whole.get("items") or {})
    shape = shape_of(root, whole)
    if shape == "group":
        return shape, tuple(sorted(whole["properties"]))
    closed = any(name in (inner if type_of(whole) == "array" else whole) for name in _LISTS)
    kind = type_of(whole) or ("string" if closed else None)
    words = whole.get("format"), inner.get("format"), whole.get("const"), whole.get("x-scale")
    return (shape, kind, closed, *(() if shape == "rows" else words))


def _show(spot: Spot, item: Mapping[str, Any]) -> None:
    kept: dict[str, Any] = {n: spot.item[n] for n in _KEPT if n in spot.item}
    if spot.shape == "rows":
        kept |= {n: spot.item[n] for n in ("items", "row_label", "add_label") if n in spot.item}
    spot.item.clear()
    spot.item.update({**deepcopy(dict(item)), **kept})


def _replace(
    document: dict[str, Any], spot: Spot, part: Mapping[str, Any], new_id: NewId, former: Former
) -> None:
    holder, old = holder_schema(document, spot.path), spot.path[-1]
    was = holder["properties"][old]
    made = deepcopy(dict(part))
    for name in ("x-id", "title", "description"):
        if name in was:
            made[name] = was[name]
    _keep_choices(document["schema"], was, made)
    with_ids(made, new_id)
    holder["properties"][old] = made
    if is_frozen(spot.path, was.get("x-id"), former):
        stem = spot.path[:-1]
        new = key_for(old, {"properties": holder["properties"]}, stem, former)
        path = (*stem, new)
        forget(document, spot.path)
        follow(document, spot.path, path)
        holder["properties"][new] = holder["properties"].pop(old)
        if "required" in holder:
            holder["required"] = [new if name == old else name for name in holder["required"]]
        spot.item["field"] = new if spot.row_of else "/" + "/".join(path)


def _keep_choices(root: Mapping[str, Any], was: Mapping[str, Any], made: dict[str, Any]) -> None:
    """From one choice to several and back, the choices stay."""
    before = resolved(root, was)
    source = resolved(root, before.get("items") or {}) if type_of(before) == "array" else before
    target = made.get("items") if made.get("type") == "array" else made
    if not isinstance(target, dict) or not any(name in target for name in _LISTS):
        return
    kept = {name: deepcopy(source[name]) for name in _LISTS if name in source}
    if kept and type_of(source) != "boolean":
        for name in _LISTS:
            target.pop(name, None)
        target |= kept
