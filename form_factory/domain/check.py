"""What publication refuses in a form, and what it warns of, each with the place of the fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from core.errors import Invalid
from core.problems import Problem
from form_factory.domain.check_beside import beside_problems
from form_factory.domain.check_conditions import condition_problems
from form_factory.domain.check_holding import holding_problems
from form_factory.domain.check_names import name_problems, title_problems
from form_factory.domain.check_placing import placing_problems
from form_factory.domain.form import Form
from form_factory.domain.order import CircularForm
from form_factory.domain.plan import Plan
from form_factory.domain.pointers import parts_of, pointer_of
from form_factory.domain.schema_parts import property_of, type_of
from form_factory.domain.walk import items_of

#: Codes that do not stop a publication.
WARNINGS: Final = frozenset({"form-never-shown", "form-row-label", "form-title-twice"})
TONES: Final = frozenset({"slate", "sun", "sky", "brick", "leaf", "plum", "rose"})
SOURCES: Final = frozenset({"session", "record", "previous-request", "lookup", "link"})

#: Widget → types of JSON Schema it may hold; None when nobody knows the widget.
Widgets = Callable[[str], AbstractSet[str] | None]


@dataclass(frozen=True, slots=True)
class Checked:
    """Faults that stop a publication, and those that only deserve a look."""

    problems: list[Problem]
    warnings: list[Problem]


def check(
    document: Mapping[str, Any], widgets: Widgets, plan: Callable[[Form], object] = Plan.of
) -> Checked:
    """All static checks of a form. `document` already holds against the meta-schema.

    `plan` makes it ready to run, once nothing else is wrong: what it makes may be kept.
    """
    form = Form.of(document)
    found = [
        *name_problems(document),
        *title_problems(document),
        *placing_problems(document),
        *_widgets(document, widgets),
        *_computed(document),
        *_prefills(document),
        *beside_problems(document),
        *holding_problems(document),
        *condition_problems(document, form),
    ]
    if not any(each.code not in WARNINGS for each in found):
        found += _circles(form, plan)
    return Checked(
        [each for each in found if each.code not in WARNINGS],
        [each for each in found if each.code in WARNINGS],
    )


def _widgets(document: Mapping[str, Any], widgets: Widgets) -> Iterator[Problem]:
    schema = document["schema"]
    for placed in items_of(document):
        name, part = placed.item.get("widget"), property_of(schema, placed.path)
        if name is None or part is None or not placed.path:
            continue
        holds, kind = widgets(name), type_of(part) or _type_of_choices(part)
        if holds is None:
            yield Problem(f"{placed.at}/widget", "form-widget-unknown", {"widget": name})
        elif kind is not None and kind not in holds:
            yield Problem(
                f"{placed.at}/widget", "form-widget-mismatch", {"widget": name, "type": kind}
            )


def _type_of_choices(part: Mapping[str, Any]) -> str | None:
    first = next(
        (one.get("const") for one in part.get("oneOf", ()) if isinstance(one, Mapping)), None
    )
    return "string" if isinstance(first, str) else None


def _computed(document: Mapping[str, Any]) -> Iterator[Problem]:
    schema, seen = document["schema"], set()
    for number, each in enumerate(document.get("computed", [])):
        path = parts_of(each["field"])
        where = f"/computed/{number}/field"
        if property_of(schema, path) is None:
            yield Problem(where, "form-unknown-field", {"field": each["field"]})
        elif path in seen:
            yield Problem(where, "form-computed-twice", {"field": each["field"]})
        seen.add(path)
    for placed in items_of(document):
        if placed.item.get("widget") == "computed" and placed.path not in seen:
            part = property_of(schema, placed.path) or {}
            label = placed.item.get("label") or part.get("title") or placed.path[-1]
            yield Problem(f"{placed.at}/widget", "form-computed-missing", {"field": label})


def _prefills(document: Mapping[str, Any]) -> Iterator[Problem]:
    for number, each in enumerate(document.get("prefill", [])):
        if property_of(document["schema"], parts_of(each["field"])) is None:
            yield Problem(
                f"/prefill/{number}/field", "form-unknown-field", {"field": each["field"]}
            )
        if each.get("source") not in SOURCES:
            yield Problem(
                f"/prefill/{number}/source", "form-prefill-source", {"source": each.get("source")}
            )
        if not each.get("path"):
            yield Problem(f"/prefill/{number}/path", "form-prefill-path")
    for placed in items_of(document):
        tone = placed.item.get("tone")
        if tone is not None and tone not in TONES:
            yield Problem(f"{placed.at}/tone", "form-tone-unknown", {"tone": tone})


def _circles(form: Form, plan: Callable[[Form], object]) -> list[Problem]:
    """Answers that wait for each other, whether by visibility or by computation."""
    try:
        plan(form)
    except CircularForm as circle:
        return [Problem(_place_of(form.document, circle.circle[0]), "circular-form",
                        {"circle": " → ".join([*circle.circle, circle.circle[0]])})]  # fmt: skip
    except Invalid as refusal:
        return list(refusal.problems)
    return []


def _place_of(document: Mapping[str, Any], name: str) -> str:
    for number, each in enumerate(document.get("computed", [])):
        if each["field"] == name:
            return f"/computed/{number}"
    for placed in items_of(document):
        if pointer_of(placed.path) == name:
            return placed.at
    return ""


__all__ = ["SOURCES", "TONES", "WARNINGS", "Checked", "Widgets", "check"]
