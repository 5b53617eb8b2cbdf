"""Formulas in French: what is written is read back to the letter, and faults have their column."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.domain.conditions import check
from schemas.domain.conditions.canonical import canonical, same
from schemas.domain.conditions.formula import parse, text_of
from schemas.domain.conditions.names import Names
from tests.kit.thorough import some
from tests.schemas.conditions_kit import var
from tests.schemas.test_conditions_properties import DOCUMENTS
from tests.schemas.test_conditions_rows import ROWED

DURATIONS = st.sampled_from(["P15D", "-P18Y", "P1Y6M", "PT2H", "P0Y3D", "P1M2W3D"])
NUMBERS = st.sampled_from([0, 3, -2, 1.25, "0.20", "12.5", 1200, 1e-7, "aujourdhui", 'le "bois"'])
MORE = DOCUMENTS | st.recursive(
    NUMBERS.map(lambda n: {"+": [n, var("eleves")]}),
    lambda inner: st.one_of(
        st.builds(lambda op, a: {op: [a, a, 2]}, st.sampled_from(["+", "*", "sum"]), inner),
        st.builds(lambda op, a, b: {op: [a, b]}, st.sampled_from(["-", "/", ">="]), inner, inner),
        st.builds(lambda length: {"date_add": [var("naissance"), length]}, DURATIONS),
        st.builds(lambda n: {">=": [var("total"), n]}, NUMBERS),
    ),
    max_leaves=6,
)  # fmt: skip


def _back(document: Any) -> None:
    canon = canonical(document, ROWED.types, truth=False)
    assert same(canonical(canon, ROWED.types, truth=False), canon)
    text = text_of(document, ROWED)
    found = parse(text, ROWED) if text is not None else None
    if found is None or check(document, ROWED.types, None):
        return
    assert found.problems == [], (text, document)
    assert same(found.document, canon), text
    assert text_of(found.document, ROWED) == text


@given(MORE)
@settings(max_examples=some(25))
def test_the_text_of_a_document_is_read_back_as_that_document(document):
    _back(document)


@given(st.text(alphabet='lots.montant(); "«»[]0123,<=+*- etounsi/éà', max_size=40))
@settings(max_examples=some(25))
def test_no_text_at_all_raises(text):
    found = parse(text, ROWED)
    assert found.problems or not check(found.document, ROWED.types, None)


@pytest.mark.audit
@given(MORE)
@settings(max_examples=3000)
def test_thousands_of_documents_are_read_back(document):
    _back(document)


@pytest.mark.audit
@given(st.text(alphabet='lots.montant(); "«»[]0123,<=+*- etounsi/éà', max_size=60))
@settings(max_examples=3000)
def test_thousands_of_texts_raise_nothing(text):
    test_no_text_at_all_raises.hypothesis.inner_test(text)


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("somme(lots.montant) * 1,2", {"*": [{"sum": ["lots", "montant"]}, 1.2]}),
        ("« Total » >= 5 000", {">=": [var("total"), "5000.00"]}),
        ("si(danger; eleves; 0)", {"if": [{"==": [var("danger"), True]}, var("eleves"), 0]}),
        ('non (nature = "projet") ou danger = oui',
         {"or": [{"!=": [var("nature"), "projet"]}, {"==": [var("danger"), True]}]}),
        ("âge(naissance) < 18", {"<": [{"age": [var("naissance")]}, 18]}),
        ("depot > retirer(aujourd’hui; 15 jours)",
         {">": [var("depot"), {"date_add": [{"today": []}, "-P15D"]}]}),
        ("naissance < 01/02/2010", {"<": [var("naissance"), "2010-02-01"]}),
        ("nombre(lots; ./montant > 100) ≥ 2",
         {">=": [{"count": ["lots", {">": [var("./montant"), "100.00"]}]}, 2]}),
        ('themes contient "toit"', {"in": ["toit", var("themes")]}),
        ('nature dans ("projet"; "urgence")', {"in": [var("nature"), ["projet", "urgence"]]}),
        ("1 + 2 + 3 - 4", {"-": [{"+": [1, 2, 3]}, 4]}),
        ('concat(description; " "; autre)', {"cat": [var("description"), " ", var("autre")]}),
        ("total = non", None),
    ],
)  # fmt: skip
def test_french_is_read(text, document):
    found = parse(text, ROWED)
    assert same(found.document, document) or document is None, found


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [
        ("totl * 2", 1, "formula-near"),
        ("total * ", 9, "formula-end"),
        ("somme(lots.montant", 19, "formula-end"),
        ("total + nature", 7, "not-a-number"),
        ('total >= "beaucoup"', 10, "literal-type"),
        ("si(danger, 1, 2)", 10, "formula-comma"),
        ("arrondi(total)", 1, "formula-function"),
        ("lots.montant * 2", 1, "formula-rows-alone"),
        ("total # 2", 7, "formula-sign"),
        ("« Danger", 1, "formula-open"),
        ("1 < total < 3", 11, "formula-two-comparisons"),
        ("naissance = 31/02/2010", 13, "formula-date"),
        ("ajouter(naissance; 15 lunes)", 20, "formula-duration"),
        ('concat("a"; "b")', 1, "formula-two-texts"),
        ("", 1, "formula-end"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_column(text, column, code):
    (problem,) = parse(text, ROWED).problems[:1]
    assert (problem.code, problem.params["column"]) == (code, column)


@pytest.mark.parametrize("sign", ["/", " - "])
def test_i20_a_chain_of_a_thousand_terms_is_told_and_is_no_accident(sign):
    """Each term stands in the one before it: they were more than the interpreter climbs."""
    (problem,) = parse(sign.join(["1"] * 1_000), ROWED).problems[:1]
    assert problem.code == "condition-too-deep"


def test_two_fields_of_one_name_are_told_apart_by_their_keys():
    total = next(name for name in ROWED.listed if name.path == "total")
    twice = Names((*ROWED.listed, replace(total, path="autre_total")))
    (problem,) = parse("« Total » > 2", twice).problems
    assert problem.code == "formula-several"
