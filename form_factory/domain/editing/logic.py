"""When an item is shown, when it is required, how it is computed, what fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.errors import Invalid
from form_factory.domain.editing.guards import refuse_circles, refuse_impossible
from form_factory.domain.editing.result import Edited, refuse
from form_factory.domain.editing.spots import find, holder_schema, id_of_page, page_of, spelled
from form_factory.domain.form import Form
from form_factory.domain.pointers import dotted, pointer_of
from schemas.domain.conditions import check


def set_when(document: Mapping[str, Any], ref: str, condition: Any) -> Edited:
    """Shown only then; always when there is no condition. `ref` may be `page:p1`."""
    made = spelled(document)
    if ref.startswith("page:"):
        page_id = ref.removeprefix("page:")
        number, page = page_of(made, page_id)
        _set(made, page, "when", condition, None, f"/ui/pages/{number}")
        refuse_impossible(made)
        return Edited(made, "", page_id)
    spot = find(made, ref)
    _set(made, spot.item, "when", condition, spot.row_of, spot.at)
    refuse_circles(made)
    return Edited(made, ref, id_of_page(made, spot))


def set_required(document: Mapping[str, Any], ref: str, asked: Any) -> Edited:
    """Always (True), never (False), or when a condition holds; always means when it is shown."""
    made = spelled(document)
    spot = find(made, ref)
    if spot.kind != "field":
        raise refuse("edit-not-a-question", spot.at, field=spot.label)
    holder, key = holder_schema(made, spot.path), spot.path[-1]
    named = [name for name in holder.get("required", ()) if name != key]
    spot.item.pop("required", None)
    if asked is True:
        named.append(key)
    elif asked is not False and asked is not None:
        _set(made, spot.item, "required", asked, spot.row_of, spot.at)
    if named or "required" in holder:
        holder["required"] = named
    refuse_circles(made)
    return Edited(made, ref, id_of_page(made, spot))


def set_computed(document: Mapping[str, Any], ref: str, expression: Any) -> Edited:
    """Worked out from other answers; typed by the person again when there is no expression."""
    made = spelled(document)
    spot = find(made, ref)
    if spot.kind != "field":
        raise refuse("edit-not-a-question", spot.at, field=spot.label)
    pointer = pointer_of(spot.path)
    others = [each for each in made.get("computed", ()) if each["field"] != pointer]
    part = holder_schema(made, spot.path)["properties"][spot.path[-1]]
    part.pop("readOnly", None)
    if expression is not None:
        types = Form.of(made).types
        inside = types.in_rows(dotted(spot.row_of)) if spot.row_of else types
        name = f"./{spot.path[-1]}" if spot.row_of else dotted(spot.path)
        wanted = inside.get(name)
        problems = check(expression, inside, str(wanted.kind) if wanted else None)
        if problems:
            raise Invalid([each.under(spot.at) for each in problems])
        others.append({"field": pointer, "expr": expression})
        part["readOnly"] = True
    made["computed"] = others
    refuse_circles(made)
    return Edited(made, ref, id_of_page(made, spot))


def set_prefill(
    document: Mapping[str, Any], ref: str, source: str | None, path: str = "", lock: str = "no"
) -> Edited:
    """« Reprendre une donnée connue »: where from, and whether it may be changed."""
    made = spelled(document)
    spot = find(made, ref)
    if spot.row_of or spot.kind != "field":
        raise refuse("edit-no-prefill-in-rows", spot.at, field=spot.label)
    pointer = pointer_of(spot.path)
    rules = [each for each in made.get("prefill", ()) if each["field"] != pointer]
    if source:
        named = {"path": path} if path else {}
        rules.append({"field": pointer, "source": source, **named, "lock": lock})
    made["prefill"] = rules
    return Edited(made, ref, id_of_page(made, spot))


def _set(
    document: Mapping[str, Any],
    part: dict[str, Any],
    name: str,
    condition: Any,
    row_of: tuple[str, ...] | None,
    at: str,
) -> None:
    if condition is None or condition is True:
        part.pop(name, None)
        return
    types = Form.of(document).types
    problems = check(condition, types.in_rows(dotted(row_of)) if row_of else types)
    if problems:
        raise Invalid([each.under(f"{at}/{name}") for each in problems])
    part[name] = condition
