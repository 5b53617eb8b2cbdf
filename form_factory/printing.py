"""A form and its answers as plain data for paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from core.i18n import _
from form_factory.compiled import Compiled
from form_factory.domain.form import Explanation, Field, Item, Notice, Section, Shape
from form_factory.domain.pointers import dotted
from form_factory.domain.schema_parts import list_of
from form_factory.fields import type_for
from form_factory.lists import is_long
from form_factory.views import AnswerView, SummaryPage
from schemas.domain.conditions import Types
from schemas.phrases import in_words

_LONG_TEXT = 4


def blank_pages(form: Compiled) -> list[dict[str, Any]]:
    """Every page and question, whatever they depend on: what does says so in words."""
    types = form.form.types
    return [
        {
            "title": page.title,
            "intro": page.intro or "",
            "condition": _condition(page.when, types),
            "items": list(_items(form, page.items, types)),
        }
        for page in form.form.pages
    ]


def _items(form: Compiled, items: Sequence[Item], types: Types) -> Iterator[dict[str, Any]]:
    for item in items:
        condition = _condition(item.when, types)
        if isinstance(item, Notice | Explanation):
            yield {"kind": "text", "label": item.text, "condition": _only(item.when, types)}
        elif isinstance(item, Section):
            yield {"kind": "section", "label": item.title, "condition": condition}
            yield from _items(form, item.items, types)
        elif item.shape is Shape.GROUP:
            yield {"kind": "section", "label": item.label, "condition": condition}
            yield from _items(form, item.items, types)
        elif type_for(item).name != "hidden":
            yield {**_question(form, item, types), "condition": condition}


def _question(form: Compiled, field: Field, types: Types) -> dict[str, Any]:
    kind = type_for(field)
    made: dict[str, Any] = {
        "kind": "question", "label": field.label, "hint": field.hint or "",
        "asked": field.demanded or field.required is True, "control": "line", "lines": 1,
        "options": [], "columns": [],
    }  # fmt: skip
    if field.pointer in form.plan.computed:
        return {**made, "control": "computed", "asked": True}
    if field.shape is Shape.ROWS:
        inner = types.in_rows(dotted(field.path))
        columns = [_column(cell, inner) for cell in field.items]
        return {**made, "control": "rows", "columns": columns}
    if kind.takes_files:
        return {**made, "control": "file"}
    options = _options(field)
    if options is not None:
        return {**made, "control": "choices", "options": options}
    if kind.macro == "textarea":
        return {**made, "lines": _LONG_TEXT}
    return made


def _column(cell: Field, types: Types) -> str:
    condition = _condition(cell.when, types)
    return f"{cell.label} ({condition})" if condition else cell.label


def _options(field: Field) -> list[str] | None:
    """Words to tick; None when the answer is written: looked for by its words, or in a long list.

    What is suggested to somebody who looks for a name is no choice of the form.
    """
    kind, listed_in = type_for(field), list_of(field.schema)
    if kind.macro == "establishment" or (listed_in is not None and is_long(listed_in)):
        return None
    if kind.macro in {"checkbox", "consent"}:
        return [str(field.options.get("text") or field.label)]
    offered = kind.options(field, None)
    listed = [one for group in offered.values() for one in group] if isinstance(
        offered, dict
    ) else list(offered)  # fmt: skip
    return [words for _value, words in listed] or None


def _only(when: Any, types: Types) -> str:
    if when is None or when is True:
        return ""
    return _("Seulement %(condition)s.", condition=in_words(when, types))


def _condition(when: Any, types: Types) -> str:
    if when is None or when is True:
        return ""
    return _("À remplir %(condition)s.", condition=in_words(when, types))


def answered_pages(pages: Sequence[SummaryPage]) -> list[dict[str, Any]]:
    """The summary as data."""
    return [{"title": p.title, "lines": [_line(a) for a in p.answers]} for p in pages]


def _line(answer: AnswerView) -> dict[str, Any]:
    return {
        "label": answer.label,
        "text": answer.text,
        "note": answer.note,
        "files": [one.filename for one in answer.files],
        "rows": [
            {"title": title, "lines": [_line(cell) for cell in cells]}
            for title, cells in answer.rows
        ],
    }
