"""Answers against a schema: places, codes, sentences, and a second library of the same opinion."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.domain import gate
from schemas.domain.conditions import compile_condition
from schemas.formats import FORMATS
from schemas.phrases import in_words, reason_in_words
from schemas.second_opinion import agrees
from schemas.validation import is_valid, problems_in, validator_for
from schemas.words import WORDS
from tests.kit.thorough import some
from tests.schemas.conditions_kit import SCHEMA, TYPES, facts, var

FORM: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["uai", "nature"],
    "properties": {
        "uai": {"$ref": "#/$defs/uai"},
        "nature": {"title": "Nature", "oneOf": [{"const": "urgence"}, {"const": "projet"}]},
        "surface": {"type": "integer", "minimum": 1, "maximum": 500, "title": "Surface"},
        "code": {"type": "string", "pattern": "^[A-Z]{2}$", "minLength": 2},
        "lots": {
            "type": "array", "minItems": 1, "maxItems": 3, "title": "Lots",
            "items": {
                "type": "object", "required": ["montant"],
                "properties": {"montant": {"type": "string", "format": "decimal",
                                           "title": "Montant TTC"}},
            },
        },
    },
    "$defs": {"uai": {"type": "string", "format": "uai", "title": "Établissement"}},
}  # fmt: skip
GOOD = {"uai": "0750001U", "nature": "projet", "surface": 3, "code": "AB",
        "lots": [{"montant": "12.50"}]}  # fmt: skip
WRONG = [
    ({"uai": None}, "/uai", "type", "Établissement"),
    ({"uai": "0750001A"}, "/uai", "format-uai", "Établissement"),
    ({"nature": "autre"}, "/nature", "not-a-choice", "Nature"),
    ({"nature": True}, "/nature", "not-a-choice", "Nature"),
    ({"surface": 0}, "/surface", "minimum", "Surface"),
    ({"surface": 501}, "/surface", "maximum", "Surface"),
    ({"surface": True}, "/surface", "type", "Surface"),
    ({"surface": "1"}, "/surface", "type", "Surface"),
    ({"surface": [1]}, "/surface", "type", "Surface"),
    ({"code": "A1"}, "/code", "pattern", "code"),
    ({"code": "AB\n"}, "/code", "pattern", "code"),
    ({"lots": []}, "/lots", "minItems", "Lots"),
    ({"lots": {}}, "/lots", "type", "Lots"),
    ({"lots": [{}]}, "/lots/0/montant", "required", "Montant TTC"),
    ({"lots": [{"montant": "1,5"}]}, "/lots/0/montant", "format-decimal", "Montant TTC"),
    ({"secret": 1}, "/secret", "additionalProperties", "secret"),
]


@pytest.mark.parametrize(("change", "path", "code", "title"), WRONG)
def test_i22_a_wrong_answer_is_told_at_its_own_place(change, path, code, title):
    (problem,) = problems_in({**GOOD, **change}, FORM)
    assert (problem.path, problem.code, problem.params["field"]) == (path, code, title)
    assert str(WORDS[problem.code]) % problem.params
    assert not agrees({**GOOD, **change}, FORM)


def test_good_answers_hold_by_both_libraries():
    assert problems_in(GOOD, FORM) == []
    assert agrees(GOOD, FORM)


def test_a_missing_answer_is_told_where_it_should_be():
    found = problems_in({}, FORM)
    assert [(p.path, p.code) for p in found] == [("/uai", "required"), ("/nature", "required")]
    assert str(WORDS["required"]) % found[0].params == "Répondez à « Établissement »."


def test_a_validator_is_built_once():
    assert validator_for(FORM) is validator_for(dict(FORM))
    assert validator_for(FORM, sha="x") is validator_for(FORM, sha="x")


def test_every_format_of_the_gate_has_its_checker_and_its_sentence():
    assert set(FORMATS) == gate.FORMATS
    assert {f"format-{name}" for name in FORMATS} <= set(WORDS)


FORMAT_CASES = [
    ("uai", ["0750001U"], ["0750001A", "075000U", "0750001u", "0750001U\n", "٠٧٥٠٠٠١U"]),
    ("decimal", ["0", "-1.5", "12.50"], ["", "1,5", "1.", ".5", "1e3", "12.50\n", "NaN", "١"]),
    ("date", ["2024-02-29"], ["2026-02-29", "20240229", "2024-2-9", "2024-02-29T00:00:00"]),
    ("date-time", ["2026-11-21T08:00:00Z", "2026-11-21T08:00:00.5+01:00"],
     ["2026-11-21T08:00:00", "2026-11-21 08:00:00Z", "2026-11-21T25:00:00Z",
      "2026-11-21T08:00:00+25:00"]),
    ("time", ["08:30", "08:30:59"], ["8:30", "24:00", "08:60"]),
    ("email", ["a.b@exemple.fr"], ["a@b", "a@", "é@exemple.fr", "a b@c.fr", "a@exemple..fr"]),
    ("phone", ["02 99 00 00 00", "+33 6 12 34 56 78"], ["12", "99 99 99 99 99", "abc"]),
    ("iban", ["FR76 3000 6000 0112 3456 7890 189"], ["FR7630006000011234567890188", "x"]),
    ("siret", ["732 829 320 00074"], ["73282932000075", "1"]),
    ("siren", ["732829320"], ["732829321"]),
    ("postal-code", ["35000"], ["3500", "35 000"]),
    ("insee", ["2A004", "35238"], ["2C004", "352380"]),
    ("preau-file", ["018f2c3e-7b7a-7000-8000-000000000000", "01J0000000000000000000F001"],
     ["../etc/passwd", "01J0000000000000000000F00", ""]),
    ("uri", ["https://exemple.fr/a?b#c"], ["javascript:alert(1)", "exemple.fr", "ftp://x"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "good", "bad"), FORMAT_CASES)
def test_a_format_knows_its_border_values(name, good, bad):
    assert [text for text in good if not FORMATS[name](text)] == []
    assert [text for text in bad if FORMATS[name](text)] == []


@settings(max_examples=some(60))
@given(st.sampled_from(sorted(FORMATS)), st.text(max_size=30))
def test_no_format_raises_whatever_the_text(name, text):
    assert FORMATS[name](text) in (True, False)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-3, 3)
    | st.sampled_from(["urgence", "1.00", "0750001U", "AB", "", "2026-02-29"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["montant", "x", "ville"]), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip


@settings(max_examples=some(80), deadline=None)
@given(st.sampled_from([FORM, SCHEMA]), st.data())
def test_i22_two_libraries_give_one_verdict(schema, data):
    names = [*schema["properties"], "secret"]
    answers = data.draw(st.dictionaries(st.sampled_from(names), VALUES, max_size=5) | VALUES)
    if schema is FORM and isinstance(answers, dict):
        answers = {**GOOD, **answers}
    assert is_valid(answers, schema) is agrees(answers, schema)
    assert is_valid(answers, schema) is (problems_in(answers, schema) == [])


LABELS = {"total": "le total", "nature": "la nature"}
PHRASES = [
    ({">=": [var("total"), "5000.00"]}, "si le total atteint 5\u202f000\u00a0€"),
    (
        {"==": [var("nature"), "urgence"]},
        "si la nature est «\u00a0Urgence (sécurité des personnes)\u00a0»",
    ),
    (
        {"not": {"or": [{"==": [var("danger"), True]}, {"<": [var("total"), "1.5"]}]}},
        "si la réponse à «\u00a0Danger\u00a0» est non et le total atteint 1,50\u00a0€",
    ),
    (
        {"<": [var("naissance"), "2008-01-01"]},
        "si «\u00a0naissance\u00a0» vient avant le 1er janvier 2008",
    ),
    ({">": [{"count": ["lots"]}, 2]}, "si le nombre de lignes de «\u00a0lots\u00a0» dépasse 2"),
    ({"is_set": var("danger")}, "si «\u00a0Danger\u00a0» a une réponse"),
    (True, "toujours"),
    ({"inconnu": 1}, "la condition n’est pas lisible"),
]


@pytest.fixture(scope="module")
def french():
    """A request whose reader reads French; these words need no more of the house."""
    app = Flask("words")
    Babel(app, default_locale="fr")
    return app


@pytest.mark.parametrize(("document", "words"), PHRASES)
def test_a_condition_is_told_in_words(french, document, words):
    with french.test_request_context():
        assert in_words(document, TYPES, LABELS) == words


def test_a_reason_is_told_in_words(french):
    condition = compile_condition({"==": [var("nature"), "urgence"]}, TYPES)
    with french.test_request_context():
        (reason,) = condition.decide(facts(nature="projet")).reasons
        told = reason_in_words(reason, TYPES, LABELS)
        assert told == "la nature n’est pas «\u00a0Urgence (sécurité des personnes)\u00a0»"
        (reason,) = condition.decide(facts()).reasons
        assert reason_in_words(reason, TYPES, LABELS) == "la nature n’a pas encore de réponse"
