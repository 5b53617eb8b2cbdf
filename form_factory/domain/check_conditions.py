"""Conditions and computations of a form: typed, and never looking where they may not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.problems import Problem
from form_factory.domain.form import Form
from form_factory.domain.pointers import dotted, parts_of
from form_factory.domain.schema_parts import property_of, shape_of
from form_factory.domain.walk import items_of
from schemas.domain.conditions import Types, references
from schemas.domain.conditions import check as check_condition


def condition_problems(document: Mapping[str, Any], form: Form | None = None) -> Iterator[Problem]:
    """Everything the language itself refuses, and pages that look forward; `form` is the document
    when somebody has read it already."""
    types = (form or Form.of(document)).types
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
    """A page may depend on what was asked before it, never on what comes after, nor on what is
    computed from that."""
    first_asked: dict[str, int] = {}
    for placed in items_of(document):
        if placed.path:
            first_asked.setdefault(placed.path[0], placed.page)
    for number, page in enumerate(document.get("ui", {}).get("pages", [])):
        when = page.get("when")
        if when is None or isinstance(when, bool):
            continue
        yield from _under(f"/ui/pages/{number}/when", check_condition(when, types))
        told = set()
        for name in sorted(references(when)):
            head = name.split(".", 1)[0]
            later = (first_asked.get(each, -1) >= number for each in _given(document, name))
            if head not in told and any(later):
                told.add(head)
                yield Problem(
                    f"/ui/pages/{number}/when", "form-page-looks-forward", {"field": head}
                )


def _given(document: Mapping[str, Any], name: str) -> set[str]:
    """The first names of the answers that `name` stands for: itself, or those it is computed of."""
    made = [(dotted(parts_of(c["field"])), c.get("expr")) for c in document.get("computed", [])]
    found, seen, ahead = set(), {name}, [name]
    while ahead:
        here = ahead.pop()
        if not any(here == path or here.startswith(f"{path}.") for path, _expr in made):
            found.add(here.split(".", 1)[0])
        for path, expr in made:
            if here == path or here.startswith(f"{path}.") or path.startswith(f"{here}."):
                more = {one for one in references(expr) if not one.startswith("./")} - seen
                seen |= more
                ahead.extend(more)
    return found


def _under(place: str, problems: list[Problem]) -> Iterator[Problem]:
    for each in problems:
        yield each.under(place)
