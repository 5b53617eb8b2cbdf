"""Every field type, by the example its documentation shows: typed, kept, judged, drawn, told."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from core.canonical import sha256
from form_factory.compiled import Compiled, compiled
from form_factory.domain.contract import residual
from form_factory.domain.drafts import Draft, fold
from form_factory.domain.walk import properties_of
from form_factory.evaluation import evaluate
from form_factory.fields import FIELD_TYPES, FieldType
from form_factory.reading import read_page
from form_factory.rendering import Show, page_view
from form_factory.summary import summary
from form_factory.views import Urls
from schemas import queries, second_opinion
from schemas.domain.conditions import Facts
from schemas.domain.lists import ListRow
from schemas.validation import is_valid
from tests.form_factory.conftest import NOW

FACTS = Facts(names={}, today=NOW.date(), now=NOW)
SHOWN = [each for each in FIELD_TYPES if each.group and each.name != "hidden"]

_SELECT = r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>'
_TEXTAREA = r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>'


def document_for(kind: FieldType) -> dict[str, Any]:
    """A form that asks the example of `kind` under `/q`."""
    example = kind.example
    assert example is not None
    schema = {
        "type": "object", "additionalProperties": False, "required": ["q"],
        "properties": {"q": {"title": "Question", **deepcopy(dict(example.schema))}},
    }  # fmt: skip
    for number, (_place, _path, part) in enumerate(properties_of(schema)):
        part.setdefault("x-id", f"01J000000000000000000000{number:02}")
    computed = [{"field": "/q", "expr": "12.50"}] if kind.name == "computed" else []
    return {
        "kind": "form", "format": 1, "key": "exemple", "title": "Exemple", "schema": schema,
        "ui": {"pages": [{"id": "p", "title": "P", "items": [{"field": "/q", **example.ui}]}]},
        "computed": computed,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def _lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lists that examples name, without a database."""
    rows = {
        key: [ListRow(**row) for row in listed]
        for each in FIELD_TYPES if each.example
        for key, listed in each.example.lists.items()
    }  # fmt: skip

    def found(key: str, text: str | None) -> list[ListRow]:
        return [row for row in rows.get(key, []) if not text or text in row.label]

    monkeypatch.setattr(queries, "list_rows", lambda key, text=None, **_more: found(key, text))
    monkeypatch.setattr(queries, "live", lambda _kind, _key: None)
    monkeypatch.setattr(
        queries, "list_row", lambda key, row: next((r for r in rows[key] if r.key == row), None)
    )


def typed(form: Compiled, kind: FieldType) -> Draft:
    """The draft that a browser's post of the example makes."""
    example = kind.example
    assert example is not None
    posted = MultiDict([
        (f"q{ending}", text) for ending, texts in example.typed.items() for text in texts
    ])  # fmt: skip
    rows = {"/q": ["r1"]} if any(ending.startswith("[r1]") for ending in example.typed) else {}
    start = Draft({"q": [{}]} if rows else {}, rows)
    reading = read_page(form, form.form.pages[0], posted, rows=rows)
    draft = fold(start, reading.patches).draft
    return draft if example.typed else Draft({"q": example.stored} if example.stored else {})


@pytest.mark.parametrize("kind", SHOWN, ids=lambda each: each.name)
def test_the_example_of_a_type_goes_its_whole_way(drawn: Flask, kind: FieldType) -> None:
    form = compiled(document_for(kind))
    example = kind.example
    assert example is not None
    draft = typed(form, kind)
    outcome = evaluate(form, draft.answers, FACTS)
    assert outcome.valid, outcome.errors
    assert outcome.answers == {"q": example.stored}
    schema = residual(form.plan, draft.answers, FACTS, lists=queries.list_row)
    assert is_valid(outcome.answers, schema, sha256(schema))
    assert second_opinion.agrees(outcome.answers, schema)
    lines = summary(form, outcome)[0].answers
    if kind.holds != frozenset({"array"}) or not lines[0].rows:
        assert [line.text for line in lines] == [example.shown]
    again = read_page(form, form.form.pages[0], shown_again(form, draft), rows=draft.rows)
    assert not again.patches, "the page as it was drawn changes nothing"


def shown_again(form: Compiled, draft: Draft) -> MultiDict[str, str]:
    """What the page, drawn with the draft, posts when nobody touches it."""
    outcome = evaluate(form, draft.answers, FACTS)
    view = page_view(form, form.form.pages[0], draft, outcome, Urls(post="/"), show=Show.ALL)
    page = render_template_string(
        '{% include "form_factory/_body.html" %}', page=view, urls=Urls(post="/")
    )
    return MultiDict(posted_by(page))


def posted_by(page: str) -> list[tuple[str, str]]:
    """The controls of a page, as a browser would send them."""
    from html import unescape

    found = []
    for tag in re.findall(r"<input[^>]*>", page):
        attrs = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        ticked = attrs.get("type") not in {"checkbox", "radio"} or " checked" in tag
        if ticked and attrs.get("type") != "file" and "name" in attrs:
            found.append((unescape(attrs["name"]), unescape(attrs.get("value", ""))))
    for name, inner in re.findall(
        r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found.append((unescape(name), unescape(chosen[1]) if chosen else ""))
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL
    ):
        found.append((unescape(name), unescape(text)))
    return found
