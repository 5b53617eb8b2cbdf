"""A typical week: days by moments, ticked."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from core.i18n import _l
from form_factory.domain.form import Field
from form_factory.fields.base import Example
from form_factory.fields.choices import Checkboxes
from form_factory.fields.composites import Composite, parts
from form_factory.fields.posted import Posted
from form_factory.fields.settings import Part, Setting, choices_from

_DAYS: Final = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi")
_MOMENTS: Final = [
    {"const": "matin", "title": "Matin"}, {"const": "midi", "title": "Midi"},
    {"const": "soir", "title": "Soir"},
]  # fmt: skip


def day(title: str, moments: list[Any]) -> dict[str, Any]:
    """A day: the moments ticked."""
    return {"type": "array", "maxItems": 20, "uniqueItems": True, "title": title,
            "items": {"oneOf": deepcopy(moments)}}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moments(Setting):
    """The columns: the same choices for each day."""

    def get(self, schema: Mapping[str, Any], item: Mapping[str, Any]) -> Any:
        days = list(schema.get("properties", {}).values())
        listed = days[0].get("items", {}).get("oneOf", ()) if days else ()
        return [(one["const"], str(one.get("title", one["const"]))) for one in listed]

    def put(
        self, schema: Mapping[str, Any], item: Mapping[str, Any], posted: Posted
    ) -> tuple[Part, Part]:
        made = deepcopy(dict(schema))
        known = [{"const": key, "title": words} for key, words in self.get(schema, item)]
        given = choices_from(posted, self.name, known) or known
        for each in made.get("properties", {}).values():
            each["items"] = {"oneOf": deepcopy(given)}
        return made, deepcopy(dict(item))


class Week(Composite):
    """A table of boxes to tick, a line each day."""

    name = "week"
    macro = "week"
    group = "choix"
    label = _l("Semaine type")
    icon = "calendar-dots"
    words = _l("planning jours cantine garderie périscolaire tableau cases")
    seconds = 30
    between = " ; "
    settings = (Moments("moments", _l("Moments de la journée"), "choices", "schema:/properties"),)
    start = (
        parts([], {title.lower(): day(title, _MOMENTS) for title in _DAYS}),
        {"items": [{"field": title.lower(), "widget": "checkboxes"} for title in _DAYS]},
    )
    example = Example(
        start[0], {"widget": "week", **start[1]},
        {".lundi": ["matin", "midi"], ".jeudi": ["soir"]},
        {"lundi": ["matin", "midi"], "jeudi": ["soir"]}, "Lundi : Matin, Midi ; Jeudi : Soir",
    )  # fmt: skip

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        given = value if isinstance(value, Mapping) else {}
        return self.between.join(
            f"{one.label} : {Checkboxes().display(given[one.key], one, locale)}"
            for one in field.items
            if given.get(one.key)
        )
