"""The questions of a filed request that may be named: asked again, one by one or row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalogue.amending import open_asks
from catalogue.models import Request
from catalogue.standing import KIND, form_names
from core.actor import HOUSE
from core.i18n import spoken
from form_factory import queries as forms
from form_factory.compiled import Compiled
from form_factory.difference import Side, words_of
from form_factory.domain.drafts import Draft
from form_factory.domain.form import Field, Page, Shape
from form_factory.domain.pointers import value_at
from form_factory.domain.scope import rows_of
from form_factory.evaluation import Outcome, evaluate
from form_factory.fields import type_for
from form_factory.naming import id_of
from form_factory.operations import still_locked
from form_factory.rowtitles import row_title


@dataclass(frozen=True, slots=True)
class Nameable:
    """A question, or a row of a repeated one, with the answer it has now."""

    address: str
    label: str
    answer: str
    page: Page
    #: Id of its control on that page.
    anchor: str
    row: bool = False


def nameable(request: Request) -> list[Nameable]:
    """In reading order; computed answers are nobody's to give, known and locked ones no
    applicant's: they are mended where they come from, or by an agent."""
    form = forms.form_of(request.form_version_id, spoken())
    draft = Draft(request.answers, request.rows)
    outcome = evaluate(form, draft.answers, forms.facts_of(form_names(HOUSE, request)))
    side = Side(draft, request.labels, forms.files_of(form, draft.answers, (KIND, request.id)))
    found: dict[str, Nameable] = {}
    locked = _locked(request, form)
    for page in outcome.pages:
        for field in page.questions(lambda group: type_for(group).composite):
            shut = field.pointer in locked or not _given(form, field)
            if field.pointer in outcome.visible and not shut:
                for each in _of(field, page, outcome, side):
                    found.setdefault(each.address, each)
    return list(found.values())


def _locked(request: Request, form: Compiled) -> frozenset[str]:
    if all(rule.get("lock", "no") == "no" for rule in form.form.document.get("prefill", ())):
        return frozenset()
    first = forms.draft_row(request.draft_id)
    return forms.locked_among(form, still_locked(first, form, request.answers))


def _given(form: Compiled, field: Field) -> bool:
    return field.pointer not in form.plan.computed and type_for(field).macro != "hidden"


def _of(field: Field, page: Page, outcome: Outcome, side: Side) -> Iterator[Nameable]:
    value: Any = value_at(outcome.answers, field.path)
    if field.shape is not Shape.ROWS:
        yield Nameable(field.pointer, field.label, _said(field, value, side), page, id_of(field))
        return
    rows = rows_of(side.draft, field)
    titles = [row_title(field, row, n) for n, row in enumerate(rows.values())]
    yield Nameable(field.pointer, field.label, ", ".join(titles), page, id_of(field))
    for (row_id, row), title in zip(rows.items(), titles, strict=True):
        cells = [(cell, words_of(cell, row.get(cell.key), side)) for cell in field.items]
        said = ", ".join(f"{cell.label} : {words}" for cell, words in cells if words)
        address = f"{field.pointer}[{row_id}]"
        yield Nameable(address, f"{field.label}, {title}", said, page, f"r-{row_id}", row=True)


def _said(field: Field, value: Any, side: Side) -> str:
    """A question of several parts is read part by part."""
    if field.shape is not Shape.GROUP:
        return words_of(field, value, side) or ""
    parts = ((part, value_at(side.draft.answers, part.path)) for part in field.items)
    return ", ".join(words for part, each in parts if (words := words_of(part, each, side)))


def asked_of(request: Request) -> list[tuple[str, str, str]]:
    """What is to be corrected: its words, the remark, page and control where it is answered."""
    asks = open_asks(request.id) if request.status_kind not in {"draft", "final"} else []
    if not asks:
        return []
    places = {each.address: f"{each.page.id}#{each.anchor}" for each in nameable(request)}
    return [(ask.label, ask.remark, places.get(ask.address, "")) for ask in asks]
