"""The verdict: strict types, words of the question, reading order."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from core.words import message
from form_factory.compiled import Compiled, compiled
from form_factory.evaluation import errors_on, evaluate, field_at
from schemas.domain.conditions import Facts
from schemas.formats import FORMATS

GOOD = {
    "etablissement": "0350001A", "nature": "projet",
    "description": "Une description assez longue",
    "lots": [{"libelle": "Toit", "montant": "12.00"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _a_real_code() -> None:
    digits = "0350001"
    letter = "ABCDEFGHJKLMNPRSTUVWXYZ"[int(digits) % 23]
    GOOD["etablissement"] = digits + letter
    assert FORMATS["uai"](GOOD["etablissement"])


def codes(form: Compiled, answers: dict[str, Any], facts: Facts) -> dict[str, str]:
    return {each.path: each.code for each in evaluate(form, answers, facts).errors}


def test_good_answers_are_valid(form: Compiled, facts: Facts) -> None:
    outcome = evaluate(form, GOOD, facts)
    assert outcome.errors == []
    assert outcome.valid
    assert outcome.answers == {**GOOD, "total": "12.00"}


def test_an_urgent_request_is_valid_without_quote_nor_rows(form: Compiled, facts: Facts) -> None:
    urgent = {**GOOD, "nature": "urgence", "danger": False}
    outcome = evaluate(form, urgent, facts)
    assert outcome.valid, outcome.errors
    assert outcome.answers["total"] == "0.00"
    assert "lots" not in outcome.answers
    assert [page.id for page in outcome.pages] == ["p1", "p2"]


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"description": 12}, "/description"),
        ({"description": ["x"]}, "/description"),
        ({"nature": 1}, "/nature"),
        ({"lots": {"libelle": "x"}}, "/lots"),
        ({"lots": ["x"]}, "/lots/0"),
        ({"lots": [{"libelle": "x", "montant": 12}]}, "/lots/0/montant"),
        ({"lots": [{"libelle": "x", "montant": "12.00", "amiante": 1}]}, "/lots/0/amiante"),
        ({"lots": [{"libelle": True, "montant": "12.00"}]}, "/lots/0/libelle"),
    ],
)
def test_i22_a_value_of_another_type_is_refused_at_its_place(
    form: Compiled, facts: Facts, changed: dict[str, Any], path: str
) -> None:
    """FAULTS I-22, I-24."""
    assert path in codes(form, {**GOOD, **changed}, facts)


def test_what_is_missing_is_told_in_the_words_of_its_field(
    drawn: Flask, form: Compiled, facts: Facts
) -> None:
    answers = {"nature": "projet", "lots": [{"amiante": True}, {"montant": "beaucoup"}]}
    told = {each.path: message(each) for each in evaluate(form, answers, facts).errors}
    assert told == {
        "/etablissement": "Répondez à « Établissement ».",
        "/description": "Répondez à « Description ».",
        "/lots/0/libelle": "Répondez à « Lot, ligne 1 ».",
        "/lots/0/montant": "Répondez à « Montant TTC, ligne 1 ».",
        "/lots/0/rapport": "Ajoutez un fichier à « Rapport amiante, ligne 1 ».",
        "/lots/1/libelle": "Répondez à « Lot, ligne 2 ».",
        "/lots/1/montant": "Écrivez « Montant TTC, ligne 2 » en chiffres, par exemple 1 500,50.",
    }
    assert list(told) == sorted(told, key=list(told).index)


def test_errors_come_in_reading_order(form: Compiled, facts: Facts) -> None:
    rows = [{"montant": "x"} for _ in range(12)]
    paths = [each.path for each in evaluate(form, {"nature": "projet", "lots": rows}, facts).errors]
    assert paths[:2] == ["/etablissement", "/description"]
    assert [path for path in paths if path.endswith("libelle")] == [
        f"/lots/{n}/libelle" for n in range(12)
    ]


def test_a_page_tells_its_own_errors_alone(form: Compiled, facts: Facts) -> None:
    errors = evaluate(form, {"nature": "projet"}, facts).errors
    page = form.form.page("p3")
    assert page is not None
    assert [each.path for each in errors_on(form, page, errors)] == ["/lots"]


def test_an_address_leads_to_its_question(form: Compiled) -> None:
    for address, label in (("/lots/3/montant", "Montant TTC"), ("/lots/3", "Lots de travaux"),
                           ("/devis/2", "Devis"), ("/inconnu", None)):  # fmt: skip
        found = field_at(form, address)
        assert (found.label if found else None) == label


def test_required_may_be_a_condition(facts: Facts) -> None:
    form = compiled({
        "key": "t", "title": "T",
        "schema": {"type": "object", "properties": {
            "a": {"type": "boolean"}, "b": {"type": "string"}}},
        "ui": {"pages": [{"id": "p", "title": "P", "items": [
            {"field": "/a"}, {"field": "/b", "required": {"==": [{"var": "a"}, True]}}]}]},
    })  # fmt: skip
    assert evaluate(form, {"a": False}, facts).valid
    assert codes(form, {"a": True}, facts) == {"/b": "answer-missing"}


def test_a_decimal_without_a_pattern_is_wrong_in_its_format_and_told_once(facts: Facts) -> None:
    from form_factory.evaluation import keyword_of

    amount = {"type": "string", "format": "decimal", "title": "Montant"}
    form = compiled({
        "key": "t", "title": "T", "schema": {"type": "object", "properties": {"montant": amount}},
        "ui": {"pages": [{"id": "p", "title": "P", "items": [{"field": "/montant"}]}]},
    })  # fmt: skip
    for wrong in ("12e3", "1.005", "beaucoup"):
        found = evaluate(form, {"montant": wrong}, facts).errors
        assert [(p.path, keyword_of(p)) for p in found] == [("/montant", "format")], wrong
