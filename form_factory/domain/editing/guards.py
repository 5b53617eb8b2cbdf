"""What no act may leave behind: a page that waits for a later one, questions in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.errors import Invalid
from core.problems import Problem
from form_factory.domain.editing.citing import Citation
from form_factory.domain.editing.result import refuse
from form_factory.domain.editing.spots import Spot, spots
from form_factory.domain.form import Form
from form_factory.domain.order import CircularForm
from form_factory.domain.plan import Plan
from schemas.domain.conditions import references


def refuse_cited(citations: Sequence[Citation], spot: Spot) -> None:
    """Nothing that others speak of goes away in silence."""
    if citations:
        told = ", ".join(dict.fromkeys(f"« {one.label} »" for one in citations))
        raise refuse("edit-cited", spot.at, field=spot.label, by=told)


def refuse_impossible(document: Mapping[str, Any]) -> None:
    """Refuse a document whose pages look forward or whose questions wait for each other."""
    _refuse_forward(document)
    refuse_circles(document)


def refuse_circles(document: Mapping[str, Any]) -> None:
    """Refuse questions that wait for each other; other faults are shown, not refused."""
    if not _has_conditions(document):
        return
    try:
        Plan.of(Form.of(document))
    except CircularForm as circle:
        told = {each.path: each.label for each in spots(document)}
        labels = [told.get(tuple(name.split("/")[1:]), name) for name in circle.circle]
        raise refuse("edit-circle", circle=" → ".join([*labels, labels[0]])) from None
    except Invalid:
        return


def _has_conditions(document: Mapping[str, Any]) -> bool:
    items = (spot.item for spot in spots(document))
    parts: Iterable[Mapping[str, Any]] = (*document["ui"]["pages"], *items)
    named = any(isinstance(part.get(name), dict) for part in parts for name in ("when", "required"))
    return named or bool(document.get("computed"))


def _refuse_forward(document: Mapping[str, Any]) -> None:
    asked: dict[str, Spot] = {}
    for spot in spots(document):
        if spot.path:
            asked.setdefault(spot.path[0], spot)
    computed = {each["field"].split("/")[1] for each in document.get("computed", [])}
    for number, page in enumerate(document["ui"]["pages"]):
        if not isinstance(page.get("when"), dict):
            continue
        for name in references(page["when"]):
            head = asked.get(name.split(".", 1)[0])
            if head and head.page >= number and head.path[0] not in computed:
                raise Invalid(
                    [Problem(f"/ui/pages/{number}/when", "edit-page-waits",
                             {"page": page["title"], "field": head.label})]
                )  # fmt: skip
