"""What is shown, asked, kept and computed."""

from __future__ import annotations

from typing import Any

import pytest

from form_factory.compiled import Compiled, compiled
from form_factory.domain.order import CircularForm
from form_factory.domain.projection import Projection, project
from schemas.domain.conditions import Facts

LONG = "Une fuite importante dans le préau de l’école."


def seen(form: Compiled, answers: dict[str, Any], facts: Facts) -> Projection:
    return project(form.plan, answers, facts)


def test_an_urgent_request_stores_a_total_of_zero_and_asks_no_quote(
    form: Compiled, facts: Facts
) -> None:
    urgent = {"etablissement": "0350896K", "nature": "urgence", "danger": True, "description": LONG}
    found = seen(form, urgent, facts)
    assert found.answers == {**urgent, "total": "0.00"}
    assert found.computed == {"/total": "0.00"}
    assert [page.id for page in found.shown_pages()] == ["p1", "p2"]
    assert "/total" not in found.visible
    assert "/devis" not in found.required
    assert found.missing == ()


def test_i23_hidden_values_posted_are_never_kept(form: Compiled, facts: Facts) -> None:
    """FAULTS I-23: fields of a branch that is not shown, unknown names and computed ones."""
    posted = {
        "nature": "urgence", "lots": [{"libelle": "Toit", "montant": "10.00"}], "devis": ["f1"],
        "total": "999999.00", "secret": 1,
    }  # fmt: skip
    found = seen(form, posted, facts)
    assert found.answers == {"nature": "urgence", "total": "0.00"}
    assert found.parked == {"/lots": posted["lots"], "/devis": ["f1"]}


def test_i23_a_cell_hidden_in_its_row_is_never_kept(form: Compiled, facts: Facts) -> None:
    rows = [{"libelle": "Toit", "montant": "10", "amiante": False, "rapport": ["f1"], "x": 1}]
    found = seen(form, {"nature": "projet", "lots": rows}, facts)
    assert found.answers["lots"] == [{"libelle": "Toit", "montant": "10.00", "amiante": False}]
    assert found.parked == {"/lots/0/rapport": ["f1"]}
    assert found.reasons["/lots/0/rapport"]


def test_the_condition_of_a_row_reads_its_own_row(form: Compiled, facts: Facts) -> None:
    rows = [{"amiante": True}, {"amiante": False}, {}]
    found = seen(form, {"nature": "projet", "lots": rows}, facts)
    assert {"/lots/0/rapport"} == {name for name in found.visible if name.endswith("rapport")}
    assert "/lots/0/rapport" in found.missing


def test_a_total_that_reaches_the_threshold_asks_for_a_quote(form: Compiled, facts: Facts) -> None:
    def with_amount(text: str) -> Projection:
        lots = [{"libelle": "Toit", "montant": text}, {"libelle": "Mur", "montant": "0.5"}]
        return seen(form, {"nature": "projet", "lots": lots}, facts)

    assert "/devis" in with_amount("4 999,50").required
    assert "/devis" not in with_amount("4 999,49").visible
    assert with_amount("4 999,50").computed["/total"] == "5000.00"


def test_an_answer_that_is_missing_hides_and_says_which(form: Compiled, facts: Facts) -> None:
    found = seen(form, {}, facts)
    assert "page:p3" not in found.visible
    reason = found.reasons["/danger"][0]
    assert (reason.code, reason.params["field"]) == ("missing", "nature")


def test_a_hidden_question_is_no_answer_for_what_depends_on_it(facts: Facts) -> None:
    form = compiled(_chain())
    shown = seen(form, {"a": True, "b": True, "c": "x"}, facts)
    hidden = seen(form, {"a": False, "b": True, "c": "x"}, facts)
    assert shown.answers == {"a": True, "b": True, "c": "x"}
    assert hidden.answers == {"a": False}


def test_a_condition_may_read_an_answer_asked_further_down_the_page(facts: Facts) -> None:
    document = _chain()
    document["ui"]["pages"][0]["items"].reverse()
    found = seen(compiled(document), {"a": True, "b": True, "c": "x"}, facts)
    assert found.answers == {"a": True, "b": True, "c": "x"}


def test_questions_that_wait_for_each_other_are_refused() -> None:
    document = _chain()
    document["ui"]["pages"][0]["items"][0]["when"] = {"is_set": {"var": "c"}}
    with pytest.raises(CircularForm) as refusal:
        compiled(document)
    assert set(refusal.value.circle) == {"/a", "/b", "/c"}


def test_a_computed_answer_of_a_row_is_summed(facts: Facts) -> None:
    cell = {"type": "string", "format": "decimal"}
    document = {
        "key": "t", "title": "T",
        "schema": {"type": "object", "properties": {
            "lots": {"type": "array", "maxItems": 9, "items": {"type": "object", "properties": {
                "prix": cell, "nombre": {"type": "integer"}, "montant": cell}}},
            "total": cell}},
        "ui": {"pages": [{"id": "p", "title": "P", "items": [{"field": "/lots"}]}]},
        "computed": [
            {"field": "/total", "expr": {"sum": ["lots", "montant"]}},
            {"field": "/lots/montant", "expr": {"*": [{"var": "./prix"}, {"var": "./nombre"}]}},
        ],
    }  # fmt: skip
    rows = [{"prix": "10,10", "nombre": 3}, {"prix": "1", "nombre": 2, "montant": "900.00"}]
    found = seen(compiled(document), {"lots": rows}, facts)
    assert [row["montant"] for row in found.answers["lots"]] == ["30.30", "2.00"]
    assert found.answers["total"] == "32.30"


def test_a_computed_answer_is_exact_to_the_digits_of_its_own_field(facts: Facts) -> None:
    cell = {"type": "string", "format": "decimal"}
    document = {
        "key": "t", "title": "T",
        "schema": {"type": "object", "properties": {
            "part": cell, "tout": cell, "taux": {**cell, "x-scale": 4}}},
        "ui": {"pages": [{"id": "p", "title": "P", "items": [
            {"field": "/part"}, {"field": "/tout"}, {"field": "/taux"}]}]},
        "computed": [{"field": "/taux", "expr": {"/": [{"var": "part"}, {"var": "tout"}]}}],
    }  # fmt: skip
    found = seen(compiled(document), {"part": "1", "tout": "3"}, facts)
    assert found.answers["taux"] == "0.3333"


def test_an_optional_group_asks_for_its_parts_once_one_is_there(facts: Facts) -> None:
    form = compiled(_address(required=[]))
    assert seen(form, {}, facts).missing == ()
    assert seen(form, {"adresse": {"rue": "4 rue du Puits"}}, facts).missing == ("/adresse/ville",)


def test_a_demanded_group_asks_for_its_parts(facts: Facts) -> None:
    form = compiled(_address(required=["adresse"]))
    assert seen(form, {}, facts).missing == ("/adresse/ville",)


def test_junk_in_place_of_rows_is_kept_for_validation_to_refuse(
    form: Compiled, facts: Facts
) -> None:
    for junk in ("x", 3, {"a": 1}, [1, "x"], [[1]]):
        found = seen(form, {"nature": "projet", "lots": junk}, facts)
        assert found.answers["lots"] == junk


def _chain() -> dict[str, Any]:
    return {
        "key": "t", "title": "T",
        "schema": {"type": "object", "properties": {
            "a": {"type": "boolean"}, "b": {"type": "boolean"}, "c": {"type": "string"}}},
        "ui": {"pages": [{"id": "p", "title": "P", "items": [
            {"field": "/a"},
            {"field": "/b", "when": {"==": [{"var": "a"}, True]}},
            {"field": "/c", "when": {"==": [{"var": "b"}, True]}}]}]},
    }  # fmt: skip


def _address(required: list[str]) -> dict[str, Any]:
    return {
        "key": "t", "title": "T",
        "schema": {"type": "object", "required": required, "properties": {
            "adresse": {"type": "object", "required": ["ville"], "properties": {
                "rue": {"type": "string"}, "ville": {"type": "string"}}}}},
        "ui": {"pages": [{"id": "p", "title": "P", "items": [{"field": "/adresse"}]}]},
    }  # fmt: skip
