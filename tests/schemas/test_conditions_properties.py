"""The language of conditions, by properties: Kleene's laws, totality."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.domain.conditions import (
    UNKNOWN,
    UNSET,
    Types,
    check,
    compile_condition,
    compile_expression,
    describe,
)
from schemas.domain.conditions.facts import StepBudgetSpent
from tests.kit.thorough import some
from tests.schemas.conditions_kit import TYPES, facts, var

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
    | st.sampled_from(["urgence", "12.50", "2026-02-29", "true", "toit"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["montant", "amiante", "libelle", "ville", "type"]), inner, max_size=3
    ),
    max_leaves=8,
)  # fmt: skip
NAMES = [*TYPES, "./montant", "inconnu"]
FACTS = st.dictionaries(st.sampled_from([n for n in NAMES if "." not in n]), JSON, max_size=8)
LEAVES = (
    st.sampled_from([var(name) for name in NAMES])
    | st.sampled_from([True, False, 3, "urgence", "12.50", "2026-01-31", {"today": []}])
)  # fmt: skip
BINARY = ["==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "and", "or", "min", "max", "cat"]


def _operations(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    listed = st.sampled_from(["lots", "nature", "themes"])
    return st.one_of(
        st.builds(lambda op, a, b: {op: [a, b]}, st.sampled_from(BINARY), inner, inner),
        st.builds(lambda op, a: {op: [a]}, st.sampled_from(["not", "is_set", "age"]), inner),
        st.builds(lambda a, b, c: {"if": [a, b, c]}, inner, inner, inner),
        st.builds(lambda a, b: {"in": [a, b]}, inner, st.lists(inner, max_size=3) | inner),
        st.builds(lambda op, on, a: {op: [on, a]}, st.sampled_from(["any", "all", "count"]),
                  listed, inner),
        st.builds(lambda op, on, key: {op: [on, key]}, st.sampled_from(["sum", "min", "cat"]),
                  listed, st.sampled_from(["montant", "libelle", "prix"])),
        st.builds(lambda a: {"date_add": [a, "P1M"]}, inner),
    )  # fmt: skip


DOCUMENTS = st.recursive(LEAVES, _operations, max_leaves=8)
TRUTHS = st.sampled_from([True, False, None])
A, B, C = var("a"), var("b"), var("c")
BOOLEANS = Types.of_schema({"properties": {key: {"type": "boolean"} for key in "abc"}})


def _value(document: Any, a: Any, b: Any, c: Any = None) -> Any:
    return compile_condition(document, BOOLEANS).decide(facts(a=a, b=b, c=c)).value


@given(TRUTHS, TRUTHS, TRUTHS)
def test_kleenes_laws_hold(a, b, c):
    def same(left: Any, right: Any) -> bool:
        return _value(left, a, b, c) is _value(right, a, b, c)

    assert same({"not": {"and": [A, B]}}, {"or": [{"not": A}, {"not": B}]})
    assert same({"not": {"not": A}}, A)
    assert same({"and": [A, B]}, {"and": [B, A]})
    assert same({"and": [A, {"or": [B, C]}]}, {"or": [{"and": [A, B]}, {"and": [A, C]}]})
    assert same({"or": [A, {"and": [A, B]}]}, A)
    assert _value({"or": [A, {"not": A}]}, a, b) is (UNKNOWN if a is None else True)


@given(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), st.sampled_from(list(TYPES)))
def test_no_comparison_with_a_missing_answer_is_ever_true(op, name):
    for literal in ("urgence", "12.50", "2026-01-31", "09:00", "2026-01-31T00:00:00Z", True, 3):
        document = {op: [var(name), literal]}
        if check(document, TYPES):
            continue
        for missing in ({}, {name: None}, {name: ""}, {name: []}, {name: {}}):
            for asked in (document, {"not": document}):
                assert not compile_condition(asked, TYPES).decide(facts(**missing)).holds


@settings(max_examples=some(150), deadline=None)
@given(DOCUMENTS, FACTS)
def test_what_check_accepts_is_evaluated_without_raising(document, names):
    describe(document, TYPES)
    if not check(document, TYPES):
        verdict = compile_condition(document, TYPES).decide(facts(**names))
        assert verdict.value in (True, False, UNKNOWN)
    if not check(document, TYPES, None):
        try:
            value = compile_expression(document, TYPES).value(facts(**names))
        except StepBudgetSpent:
            return
        assert value is UNSET or isinstance(value, str | int | float | bool | list | tuple | dict)


@settings(max_examples=some(60), deadline=None)
@given(DOCUMENTS, FACTS)
def test_untyped_names_are_evaluated_without_raising_too(document, names):
    if not check(document, Types.anything(), None):
        compile_expression(document, Types.anything()).value(facts(**names))


@settings(max_examples=some(80), deadline=None)
@given(JSON)
def test_checking_any_json_at_all_gives_problems_not_errors(document):
    assert isinstance(check(document, TYPES), list)
    assert describe(document, TYPES).code
