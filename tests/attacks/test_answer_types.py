"""What is typed into a question: no header, no second line, no look-alike; no value told back."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from core.words import message
from form_factory.compiled import compiled
from form_factory.domain.drafts import Draft, fold
from form_factory.evaluation import evaluate
from form_factory.queries import facts_of
from form_factory.reading import read_page


def asked(schema: dict[str, Any], widget: str) -> Any:
    """A form of one question."""
    return compiled({
        "kind": "form", "format": 1, "key": "essai", "title": "Essai",
        "schema": {"type": "object", "additionalProperties": False, "required": ["q"],
                   "properties": {"q": {**schema, "title": "Question", "x-id": "X"}}},
        "ui": {"pages": [{"id": "p", "title": "P", "items": [{"field": "/q", "widget": widget}]}]},
    })  # fmt: skip


def answered(schema: dict[str, Any], widget: str, typed: str) -> Any:
    """What a browser's post makes of it."""
    form = asked(schema, widget)
    reading = read_page(form, form.form.pages[0], MultiDict({"q": typed}))
    return evaluate(form, fold(Draft(), reading.patches).draft.answers, facts_of({}))


@pytest.mark.parametrize("typed", [
    "zoe@exemple.fr\r\nBcc: tous@exemple.fr", "zoe@exemple.fr\nSubject: Rappel",
    "z\u043e\u0435@exemple.fr", "zoe@ex\u0430mple.fr", "zoe@exemple.fr\x00@mal.example",
    "Zoé <zoe@exemple.fr>", "zoe@exemple.fr, tous@exemple.fr", "a" * 250 + "@exemple.fr",
])  # fmt: skip
def test_i25_an_address_that_is_more_than_one_address_is_refused(app: Flask, typed: str) -> None:
    """FAULTS I-25."""
    outcome = answered({"type": "string", "format": "email", "maxLength": 254}, "email", typed)
    assert not outcome.valid


def test_i25_a_line_of_text_never_becomes_two(app: Flask) -> None:
    """FAULTS I-25: what goes into the subject of a mail, the title of a request, a file name."""
    schema = {"type": "string", "maxLength": 200}
    outcome = answered(schema, "text", "Prêt\r\nBcc: tous@exemple.fr\x0b\u2028\u200bfin")
    assert outcome.valid
    assert outcome.answers["q"].splitlines() == [outcome.answers["q"]]


@pytest.mark.parametrize(("kind", "typed"), [
    ("iban", "FR76 3000 6000 0112 3456 7890 188"), ("iban", "FR7630006000011234567890189X"),
    ("siret", "732 829 320 00075"), ("uai", "0350001A"), ("ine", "12345"), ("bic", "AGRIFRP"),
])  # fmt: skip
def test_i26_a_false_number_is_refused_and_never_told_back(
    app: Flask, caplog: pytest.LogCaptureFixture, kind: str, typed: str
) -> None:
    """FAULTS I-26: neither the error nor any log holds the value."""
    with caplog.at_level(logging.DEBUG):
        outcome = answered({"type": "string", "format": kind}, kind, typed)
    assert not outcome.valid
    bare = typed.replace(" ", "")
    for problem in outcome.errors:
        assert bare not in message(problem)
        assert bare not in str(problem)
    assert bare not in caplog.text
    assert typed not in caplog.text
