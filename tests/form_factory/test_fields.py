"""Field types: what was typed, what is kept, what is read."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from form_factory.domain.form import Field, Form
from form_factory.domain.pointers import MISSING
from form_factory.fields import FIELD_TYPES, named, type_for

NB = "\u202f"


def question(schema: dict[str, Any], widget: str | None = None) -> Field:
    """The question that asks for `schema`."""
    item = {"field": "/q", **({"widget": widget} if widget else {})}
    form = Form.of({
        "schema": {"type": "object", "properties": {"q": schema}},
        "ui": {"pages": [{"id": "p", "title": "P", "items": [item]}]},
    })  # fmt: skip
    return next(form.fields())


def read(field: Field, *given: str) -> Any:
    return type_for(field).read(MultiDict([("q", text) for text in given]), "q", field)


DECIMAL = {"type": "string", "format": "decimal"}
CHOICE = {"oneOf": [{"const": "a", "title": "Première"}, {"const": 2, "title": "Seconde"}]}


@pytest.mark.parametrize(
    ("schema", "widget", "typed", "kept"),
    [
        (DECIMAL, "money", "1 500,5", "1500.50"),
        (DECIMAL, "money", "1\u202f500,50 €", "1500.50"),
        (DECIMAL, "money", "1.500,50", "1500.50"),
        (DECIMAL, "money", "12", "12.00"),
        (DECIMAL, "money", "0,005", "0,005"),
        (DECIMAL, "money", "beaucoup", "beaucoup"),
        ({**DECIMAL, "x-scale": 3}, None, "1,5", "1.500"),
        ({**DECIMAL, "x-scale": 0}, None, "12", "12"),
        ({"type": "integer"}, None, "1 234", 1234),
        ({"type": "integer"}, None, "1,5", 1.5),
        ({"type": "integer"}, None, "douze", "douze"),
        ({"type": "integer"}, None, "9" * 16, "9" * 16),
        ({"type": "number"}, None, "1 234,5", 1234.5),
        ({"type": "number"}, "percentage", "12,5 %", 12.5),
        ({"type": "string", "format": "date"}, None, "28/11/2026", "2026-11-28"),
        ({"type": "string", "format": "date"}, None, "2026-11-28", "2026-11-28"),
        ({"type": "string", "format": "date"}, None, "1er août 2026", "2026-08-01"),
        ({"type": "string", "format": "date"}, None, "31/02/2026", "31/02/2026"),
        ({"type": "string", "format": "time"}, None, "17 h 42", "17:42"),
        ({"type": "string", "format": "time"}, None, "9h", "09:00"),
        ({"type": "string", "format": "time"}, None, "25:00", "25:00"),
        ({"type": "string", "format": "date-time"}, None, "2026-11-28T17:42",
         "2026-11-28T17:42:00+01:00"),
        (CHOICE, None, "2", 2),
        (CHOICE, None, "zzz", "zzz"),
        ({"type": "boolean"}, None, "false", False),
        ({"type": "boolean"}, None, "peut-être", "peut-être"),
        ({"type": "string"}, None, "  e\u0301te\u0301\x00 ", "été"),
        ({"type": "string"}, "textarea", "a\r\nb", "a\nb"),
        ({"type": "string"}, "phone", "02 99.12-34 56", "+33299123456"),
        ({"type": "string"}, "phone", "+32 2 555 12 12", "+3225551212"),
        ({"type": "string"}, "phone", "01 23", "0123"),
        ({"type": "string"}, "siret", "732 829 320 00074", "73282932000074"),
        ({"type": "string"}, "iban", "fr76 3000 6000", "FR7630006000"),
        ({"type": "string"}, "url", "exemple.fr", "https://exemple.fr"),
        ({"type": "array", "items": {"type": "string"}}, None, "a\r\n\r\n b ", ["a", "b"]),
    ],
)  # fmt: skip
def test_what_is_typed_is_kept_in_one_form(
    schema: dict[str, Any], widget: str | None, typed: str, kept: Any
) -> None:
    found = read(question(schema, widget), typed)
    assert found == kept
    assert type(found) is type(kept)


@pytest.mark.parametrize("each", [one for one in FIELD_TYPES if one.reads], ids=lambda o: o.name)
def test_an_empty_control_is_no_answer(each: Any) -> None:
    field = question({"type": min(each.holds)}, each.name)
    expected: Any = False if each.name == "checkbox" else MISSING
    assert read(field, "   ") == expected
    assert read(field) == expected


def test_several_choices_are_kept_once_each() -> None:
    field = question({"type": "array", "items": CHOICE})
    assert read(field, "2", "a", "2") == [2, "a"]


@pytest.mark.parametrize(
    ("schema", "widget", "value", "words"),
    [
        (DECIMAL, "money", "48.20", f"48,20{NB}€"),
        (DECIMAL, "money", "1234567.00", f"1{NB}234{NB}567,00{NB}€"),
        ({"type": "integer"}, None, 12000, f"12{NB}000"),
        ({"type": "integer", "x-unit": "m²"}, None, 12, f"12{NB}m²"),
        ({"type": "number"}, "percentage", 12.5, f"12,5{NB}%"),
        ({"type": "string", "format": "date"}, None, "2026-11-28", "28 novembre 2026"),
        ({"type": "string", "format": "date"}, None, "2026-11-01", "1er novembre 2026"),
        ({"type": "string", "format": "date"}, None, "hier", "hier"),
        ({"type": "string", "format": "time"}, None, "17:42", f"17{NB}h{NB}42"),
        ({"type": "boolean"}, None, True, "Oui"),
        (CHOICE, None, 2, "Seconde"),
        (CHOICE, None, "retirée", "retirée"),
        ({"type": "array", "items": CHOICE}, None, ["a", 2], "Première, Seconde"),
        ({"type": "string"}, "phone", "0123456789", f"01{NB}23{NB}45{NB}67{NB}89"),
        ({"type": "string"}, "phone", "+33123456789", f"01{NB}23{NB}45{NB}67{NB}89"),
        ({"type": "string"}, "siret", "73282932000074", f"732{NB}829{NB}320{NB}00074"),
    ],
)
def test_answers_are_told_in_french(
    drawn: Flask, schema: dict[str, Any], widget: str | None, value: Any, words: str
) -> None:
    field = question(schema, widget)
    assert type_for(field).display(value, field) == words


@pytest.mark.parametrize(
    ("schema", "widget"),
    [
        (CHOICE, "radio"),
        ({"enum": list("abcdefgh")}, "select"),
        ({"type": "boolean", "const": True}, "consent"),
        ({"type": "string", "maxLength": 2000}, "textarea"),
        ({"type": "string", "format": "email"}, "email"),
        ({"type": "array", "items": {"type": "string", "format": "preau-file"}}, "file"),
        ({"type": "array", "items": {"enum": ["a"]}}, "checkboxes"),
        ({"type": ["string", "null"]}, "text"),
        ({}, "text"),
        ({"type": "null"}, "hidden"),
    ],
)
def test_a_question_without_widget_has_one(schema: dict[str, Any], widget: str) -> None:
    assert type_for(question(schema)).name == widget


def test_a_school_is_asked_by_its_code_until_a_room_offers_a_search() -> None:
    found = named("establishment")
    assert found is not None
    assert read(question({"type": "string"}, "establishment"), " 0350896k ") == "0350896K"
