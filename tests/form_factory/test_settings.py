"""Designers' options: what each writes, what it refuses, what it leaves alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from core.errors import Invalid
from form_factory.fields import FIELD_TYPES, LAYOUTS, Setting, named
from form_factory.fields.settings import ABOUT


def setting(kind: str, key: str) -> Setting:
    found = named(kind)
    assert found is not None
    return next(each for each in found.settings if each.key == key)


def put(kind: str, key: str, schema: Any, item: Any = None, **posted: Any) -> tuple[Any, Any]:
    sent = MultiDict({f"s.{name.replace('__', '.')}": value for name, value in posted.items()})
    return setting(kind, key).put(schema, item or {}, sent)


@pytest.mark.parametrize(
    ("kind", "key", "typed", "kept"),
    [
        ("text", "most", "120", {"type": "string", "maxLength": 120}),
        ("text", "most", "", {"type": "string"}),
        ("money", "least", "12,5", {"type": "string", "x-min": "12.50"}),
        ("number", "least", "-1,5", {"type": "string", "minimum": -1.5}),
        ("date", "latest", "today", {"type": "string", "x-max": "today"}),
        ("date", "earliest", "2026-09-01", {"type": "string", "x-min": "2026-09-01"}),
    ],
)
def test_an_option_writes_one_value(kind: str, key: str, typed: str, kept: Any) -> None:
    start = {"type": "string"}
    assert put(kind, key, start, **{key: typed}) == (kept, {})
    assert start == {"type": "string"}, "what it was given stays as it was"
    shown = setting(kind, key).get(kept, {})
    assert put(kind, key, kept, **{key: shown})[0] == kept, "what it shows, sent back, is the same"


@pytest.mark.parametrize(
    ("kind", "key", "typed"),
    [("text", "most", "beaucoup"), ("date", "earliest", "demain"), ("file", "accept", "exe")],
)
def test_what_cannot_be_read_is_refused_or_left_out(kind: str, key: str, typed: str) -> None:
    if kind == "file":
        assert put(kind, key, {}, {"accept": ["pdf"]}, accept=typed)[1] == {}
        return
    with pytest.raises(Invalid) as refused:
        put(kind, key, {}, **{key: typed})
    assert refused.value.problems[0].path == f"/s.{key}"


def test_choices_keep_their_keys_when_their_words_change_and_new_ones_get_theirs() -> None:
    schema = {"oneOf": [{"const": "a", "title": "Un"}, {"const": 2, "title": "Deux"}]}
    made, _item = put(
        "radio", "choices", schema, choices__key=["2", "", "a"],
        choices__label=["Deux !", "Lycée privé", ""], choices__paste="Lycée privé\nAutre chose",
    )  # fmt: skip
    assert made["oneOf"] == [
        {"const": 2, "title": "Deux !"}, {"const": "lycee_prive", "title": "Lycée privé"},
        {"const": "lycee_prive_2", "title": "Lycée privé"},
        {"const": "autre_chose", "title": "Autre chose"},
    ]  # fmt: skip
    with pytest.raises(Invalid):
        put("radio", "choices", schema, choices__key=["a"], choices__label=[""])


def test_an_answer_of_ones_own_comes_and_goes_with_the_choices_left_alone() -> None:
    schema = {"oneOf": [{"const": "a", "title": "Un"}]}
    opened, _item = put("radio", "other", schema, other="true")
    assert opened["anyOf"][0] == {"const": "a", "title": "Un"}
    assert opened["type"] == "string"
    renamed, _item = put("radio", "choices", opened, choices__key=["a"], choices__label=["Premier"])
    assert [one.get("title") for one in renamed["anyOf"]] == ["Premier", None]
    closed, _item = put("radio", "other", renamed)
    assert closed["oneOf"] == [{"const": "a", "title": "Premier"}]


def test_a_list_takes_the_place_of_choices(drawn: Any) -> None:
    schema = {"oneOf": [{"const": "a", "title": "Un"}]}
    listed, _item = put("select", "list", schema, list="communes")
    assert listed == {"type": "string", "x-list": "communes"}
    assert put("select", "choices", listed, choices__label=["Un"])[0] == listed
    several = {"type": "array", "items": schema}
    assert put("checkboxes", "list", several, list="communes")[0]["items"] == listed
    own, _item = put("select", "list", listed, list="")
    assert [one["const"] for one in own["oneOf"]] == ["choix_1", "choix_2"]


def test_about_somebody_else_the_browser_fills_nothing_in() -> None:
    _schema, item = ABOUT.put({}, {"widget": "email"}, MultiDict({"s.about": "off"}))
    assert item == {"widget": "email", "autocomplete": "off"}
    assert ABOUT.put({}, item, MultiDict({"s.about": ""}))[1] == {"widget": "email"}


TEXTS = st.text(max_size=12)


@pytest.mark.parametrize("kind", [*FIELD_TYPES, *LAYOUTS], ids=lambda each: each.name)
@settings(max_examples=8)
@given(st.data())
def test_whatever_is_posted_a_question_stays_json(kind: Any, data: st.DataObject) -> None:
    schema, item = kind.start if hasattr(kind, "start") else ({}, {})
    for each in kind.settings:
        posted = MultiDict([
            (f"{each.name}{end}", text)
            for end in ("", ".key", ".label", ".paste")
            for text in data.draw(st.lists(TEXTS, max_size=3))
        ])  # fmt: skip
        try:
            schema, item = each.put(schema, item, posted)
        except Invalid:
            continue
        json.dumps([schema, item])
        each.get(schema, item)


def test_the_title_of_a_row_is_written_with_the_words_of_its_questions() -> None:
    cells = {"libelle": {"title": "Lot"}, "a": {"title": "Montant"}, "b": {"title": "Montant"}}
    schema = {"type": "array", "items": {"properties": cells}}
    _part, item = put("cards", "row_label", schema, row_label="{lot} – {a} {autre}")
    assert item == {"row_label": "{libelle} – {a} {autre}"}
    assert setting("cards", "row_label").get(schema, item) == "{Lot} – {a} {autre}"
    assert put("cards", "row_label", schema, item, row_label="")[1] == {}
