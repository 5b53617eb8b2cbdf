"""Beginning a sheet from another one: a model of sheet, or a service that stands."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

#: What a model gives to a service, beside its sheet.
LOOKS = ("themes", "icon", "tone")
#: A row that leaves one of them empty was begun and left.
_NEEDED = ("label", "to")


def with_model(document: dict[str, Any], model: Mapping[str, Any]) -> dict[str, Any]:
    """The document with the sheet and looks of `model`; everything else stays its own.

    A condition speaks of answers: it comes along only when both begin with the same form.
    """
    sheet = copy.deepcopy(dict(model.get("sheet", {})))
    if first_form(model) != first_form(document) or not first_form(model):
        sheet["documents"] = [
            {name: value for name, value in paper.items() if name != "when"}
            for paper in sheet.get("documents", ())
        ]
    looks = {name: copy.deepcopy(model[name]) for name in LOOKS if model.get(name)}
    return {**document, **looks, "sheet": sheet}


def as_model(document: Mapping[str, Any], title: str, about: str) -> dict[str, Any]:
    """A model of sheet made of this service: what does not depend on its form."""
    bare = {"language": document.get("language", "fr"), "translations": {}, "title": title}
    model = with_model(bare, {**document, "buttons": ()})
    for name in ("documents", "contacts", "links"):
        rows = model["sheet"].get(name, ())
        model["sheet"][name] = [row for row in rows if all(row.get(key, "x") for key in _NEEDED)]
    return {**model, **({"about": about} if about else {})}


def with_forms(document: dict[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    """Each button leads to the copy of its form."""
    buttons = [
        {**button, "form": renamed.get(button.get("form", ""), button.get("form", ""))}
        for button in document.get("buttons", ())
    ]
    return {**document, "buttons": buttons}


def first_form(document: Mapping[str, Any]) -> str:
    """The form whose answers the papers of the sheet may depend on."""
    buttons = document.get("buttons")
    return str(buttons[0].get("form", "")) if buttons else ""
