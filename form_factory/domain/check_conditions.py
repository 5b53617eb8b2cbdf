"""Conditions and computations of a form: typed, and never looking where they may not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.problems import Problem
from form_factory.domain.form import Form
from form_factory.domain.pointers import dotted, parts_of
from form_factory.domain.schema_parts import property_of, shape_of
from form_factory.domain.vocabulary import types_of
from form_factory.domain.walk import items_of
from schemas.domain.conditions import Types, references
from schemas.domain.conditions import check as check_condition


def condition_problems(document: Mapping[str, Any], form: Form | None = None) -> Iterator[Problem]:
    """Everything the language itself refuses, and pages that look forward; `form` is the document
    when somebody has read it already."""
    types = types_of(form or Form.of(document))
    yield from _pages(document, types)
    for placed in items_of(document):
        inside = types.in_rows(dotted(placed.row_of)) if placed.row_of else types
        for name in ("when", "required"):
            condition = placed.item.get(name)
            if condition is not None and not isinstance(condition, bool):
                yield from _under(f"{placed.at}/{name}", check_condition(condition, inside))
    for number, each in enumerate(document.get("computed", [])):
        path = parts_of(each["field"])
        holder = property_of(document["schema"], path[:-1]) if path[:-1] else None
        in_row = holder is not None and shape_of(document["schema"], holder) == "rows"
        inside = types.in_rows(dotted(path[:-1])) if in_row else types
        wanted = (
            (inside.get(f"./{path[-1]}") if in_row else inside.get(dotted(path))) if path else None
        )
        expected = str(wanted.kind) if wanted else None
        yield from _under(
            f"/computed/{number}/expr", check_condition(each.get("expr"), inside, expected, wanted)
        )


def _pages(document: Mapping[str, Any], types: Types) -> Iterator[Problem]:
    """A page may depend on what was asked before it, never on what comes after."""
    first_asked: dict[str, int] = {}
    for placed in items_of(document):
        if placed.path:
            first_asked.setdefault(placed.path[0], placed.page)
    computed = {parts_of(each["field"])[0] for each in document.get("computed", [])}
    for number, page in enumerate(document.get("ui", {}).get("pages", [])):
        when = page.get("when")
        if when is None or isinstance(when, bool):
            continue
        yield from _under(f"/ui/pages/{number}/when", check_condition(when, types))
        for name in sorted(references(when)):
            head = name.split(".", 1)[0]
            if first_asked.get(head, -1) >= number and head not in computed:
                yield Problem(
                    f"/ui/pages/{number}/when", "form-page-looks-forward", {"field": head}
                )


def _under(place: str, problems: list[Problem]) -> Iterator[Problem]:
    for each in problems:
        yield each.under(place)
