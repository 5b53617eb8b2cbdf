"""The settings of what is open: an item or the page itself, ready to draw."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.i18n import _
from core.problems import Problem
from core.web import current_actor
from core.words import message
from form_factory.domain.editing import Former, Spot, is_frozen
from form_factory.domain.editing.removing import citations_of
from form_factory.domain.form import choices_of
from form_factory.domain.schema_parts import list_of
from form_factory.fields import FieldType, palette
from form_factory.fields.settings import Setting
from form_factory.pages.editing import logic
from form_factory.pages.editing.desk import Desk, dom_id


@dataclass(frozen=True, slots=True)
class Option:
    """A setting with its value."""

    setting: Setting
    value: Any
    error: str = ""
    #: What a select lets choose from: (value, words).
    offered: Sequence[tuple[str, Any]] = ()
    #: A list that was pasted and could not be taken.
    pasted: str = ""


@dataclass(frozen=True, slots=True)
class Properties:
    """Everything the right column shows."""

    #: "page", "field", "rows", "notice", "explanation" or "section".
    kind: str
    id: str
    type_label: str
    icon: str
    label: str
    hint: str = ""
    required: bool = False
    half: bool = False
    halvable: bool = False
    #: Worked out and never asked: nothing about an answer is to be set.
    computed: bool = False
    key: str = ""
    frozen: bool = False
    x_id: str = ""
    document: str = ""
    options: Sequence[Option] = ()
    logic: logic.Logic | None = None
    types: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    type: str = ""
    places: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    citations: Sequence[Any] = ()
    #: What its source offers: head → (path, words).
    paths: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    page: Mapping[str, Any] = field(default_factory=dict)


def properties_of(
    desk: Desk,
    former: Former,
    problems: Sequence[Problem],
    posted: Mapping[str, str],
    *,
    again: bool = False,
) -> Properties:
    """Of the open item; of the page when none is. `again`: with the words that were not kept."""
    errors = {each.path.lstrip("/"): message(each) for each in problems}
    spot = desk.chosen
    if spot is None:
        return _of_page(desk, errors, posted)
    kind = desk.type_of(spot)
    part = spot.part or {}
    question = spot.kind == "field"
    typed = posted if again and posted.get("champ") == desk.ref else {}
    x_id = part.get("x-id")
    shown = logic.shown(desk, spot.ref, posted)
    return Properties(
        kind="rows" if spot.shape == "rows" else spot.kind,
        id=dom_id(spot.ref),
        type_label=str(kind.label) if kind else "",
        icon=kind.icon if kind else "question",
        label=typed.get("label") or spot.label,
        hint=str(typed.get("hint") or spot.item.get("hint") or part.get("description") or ""),
        required=question and logic.asked_of(desk.document, spot) is True,
        half=spot.item.get("width") == "half",
        halvable=question and spot.shape == "leaf" and not spot.row_of,
        computed=question and kind is not None and kind.name == "computed",
        key=spot.path[-1] if spot.path else "",
        frozen=question and is_frozen(spot.path, x_id, former),
        x_id=str(x_id or ""),
        document=_text(spot),
        options=_options(desk, kind, spot, errors, posted) if kind else (),
        logic=shown,
        types=_types(spot) if question else {},
        type=kind.name if kind else "",
        places=_places(desk, spot),
        citations=_citations(desk, spot),
        paths=_paths(desk, spot, shown),
        errors=errors,
    )


def _of_page(desk: Desk, errors: Mapping[str, str], posted: Mapping[str, str]) -> Properties:
    page = next(one for one in desk.pages if one["id"] == desk.page)
    return Properties(
        kind="page",
        id=dom_id(f"page:{desk.page}"),
        type_label=_("Étape"),
        icon="stack",
        label=str(page["title"]),
        logic=logic.shown(desk, f"page:{desk.page}", posted),
        errors=errors,
        page=page,
        document=json.dumps(_without(page), ensure_ascii=False, indent=2),
    )


def _paths(desk: Desk, spot: Spot, shown: logic.Logic) -> dict[str, list[tuple[str, str]]]:
    """Of the source of its rule; of none where nothing is ever taken over."""
    if spot.kind != "field" or spot.row_of:
        return {}
    return logic.paths_of(current_actor(), desk.document, shown.rule)


def _without(page: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in page.items() if name != "items"}


def _options(
    desk: Desk, kind: Any, spot: Spot, errors: Mapping[str, str], posted: Mapping[str, str]
) -> list[Option]:
    """Settings with their value; one that could not be read shows what was typed."""
    part, item = spot.part or {}, spot.item
    wrong = {name: told for name, told in errors.items() if name in posted}
    return [
        Option(
            one,
            posted[one.name] if one.name in wrong else one.get(part, item),
            errors.get(one.name, "") if one.kind == "choices" else wrong.get(one.name, ""),
            _beside(desk, spot) if one.kind == "question" else one.offered(),
            posted.get(f"{one.name}.paste", "") if one.name in errors else "",
        )
        for one in kind.settings
        if one.applies(part, item)
    ]


def _beside(desk: Desk, spot: Spot) -> list[tuple[str, str]]:
    """Questions with a choice that hold their answer beside this one, by key."""
    found = []
    for one in desk.by_ref.values():
        here = one.ref != spot.ref and one.path[:-1] == spot.path[:-1] and bool(one.path)
        if (
            here
            and one.part
            and (choices_of(desk.document["schema"], one.part) or list_of(one.part))
        ):
            found.append((one.path[-1], one.label))
    return found


def _types(spot: Spot) -> dict[str, list[tuple[str, str]]]:
    """What the question may become."""
    found: dict[str, list[tuple[str, str]]] = {}
    rows = spot.shape == "rows"
    for group, kinds in palette(in_rows=spot.row_of is not None):
        listed = [
            (one.name, str(one.label))
            for one in kinds
            if isinstance(one, FieldType) and (one.name in {"cards", "table"}) == rows
        ]
        if listed:
            found[str(group)] = listed
    return found


def _places(desk: Desk, spot: Spot) -> dict[str, list[tuple[str, str]]]:
    """Where the item may go: beside its neighbours, to other steps, into sections and rows."""
    beside = [
        (f"after:{one.ref}", _("après « %(label)s »", label=one.label))
        for one in desk.by_ref.values()
        if one.home == spot.home and one.ref != spot.ref
    ]
    steps = [
        (f"into:page:{page['id']}", _("%(number)s. %(title)s", number=n + 1, title=page["title"]))
        for n, page in enumerate(desk.pages)
    ]
    inside = [
        (f"into:{one.ref}", one.label)
        for one in desk.by_ref.values()
        if one.ref not in {spot.ref, spot.home} and _may_hold(one, spot)
    ]
    first = [(f"before:{beside_ref}", _("au début"))] if (beside_ref := _first(desk, spot)) else []
    groups = {
        _("Dans cette étape"): [*first, *beside],
        _("À la fin d’une étape"): steps,
        _("Dans une section ou des lignes"): inside,
    }
    return {label: listed for label, listed in groups.items() if listed}


def _first(desk: Desk, spot: Spot) -> str:
    """The first neighbour, when it is another one."""
    neighbours = [one.ref for one in desk.by_ref.values() if one.home == spot.home]
    return neighbours[0] if neighbours and neighbours[0] != spot.ref else ""


def _may_hold(one: Spot, spot: Spot) -> bool:
    if one.home == spot.ref:
        return False
    if one.kind == "section":
        return spot.kind != "section"
    return one.shape == "rows" and spot.kind == "field" and spot.shape == "leaf"


def _citations(desk: Desk, spot: Spot) -> list[dict[str, str]]:
    """Who speaks of this question, with the way there and the way out."""
    words = {
        "when": _("affichage"),
        "required": _("réponse obligatoire"),
        "computed": _("calcul"),
        "list": _("liste liée"),
    }
    return [
        {
            "label": each.label,
            "what": words[each.what],
            "url": desk.url(each.page, "" if each.ref.startswith("page:") else each.ref),
            "act": "" if each.what in {"computed", "list"} else f"uncite:{each.what}:{each.ref}",
        }
        for each in citations_of(desk.document, spot.ref)
    ]


def _text(spot: Spot) -> str:
    """What the document says of it."""
    told = {"ui": spot.item, "schema": spot.part} if spot.part is not None else spot.item
    return json.dumps(told, ensure_ascii=False, indent=2)
