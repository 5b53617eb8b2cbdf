"""Conditions as rows: what rows show they say again to the letter, and nothing else is touched."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.domain.conditions import check, compile_condition
from schemas.domain.conditions.canonical import canonical, same
from schemas.domain.conditions.names import Names, names_of_types
from schemas.domain.conditions.rows import (
    OPERATORS,
    Row,
    Table,
    condition_of,
    faults_of,
    operators_of,
    others,
    rows_of,
)
from schemas.phrases import in_words
from tests.kit.thorough import some
from tests.schemas.conditions_kit import TYPES, facts
from tests.schemas.test_conditions_properties import DOCUMENTS, FACTS

ROWED = Names(
    (
        *names_of_types({k: v for k, v in TYPES.paths.items() if "." not in k}),
        *names_of_types({"type": TYPES["establishment.type"]}, "establishment."),
    )
)
TEXTS = {
    "boolean": st.just("oui"), "integer": st.sampled_from(["3", "12", "1 200"]),
    "number": st.sampled_from(["3,5", "0", "-2"]), "decimal": st.sampled_from(["5 000,00", "1,2"]),
    "date": st.just("2026-01-31"), "date-time": st.just("2026-03-01"), "time": st.just("08:30"),
}  # fmt: skip
PLAIN = st.sampled_from(["bleu", "Été", "35"])


@st.composite
def rows(draw: Any, names: Names, nested: bool = False) -> Row:
    """A whole row, as somebody careful fills it in."""
    name = names.by_path[draw(st.sampled_from(sorted(names.by_path)))]
    key = draw(st.sampled_from(operators_of(name, nested=nested)))
    operator, kind = OPERATORS[key], name.type
    kind = kind.item if kind.item is not None and operator.op == "has" else kind
    values: tuple[str, ...] = ()
    if operator.against in {"ago", "ahead"} or operator.measure:
        values = (str(draw(st.integers(0, 90))),)
    elif operator.against == "field":
        fitting = others(names, name, operator)
        if not fitting:
            return draw(rows(names, nested))
        values = (draw(st.sampled_from([one.path for one in fitting])),)
    elif operator.against:
        most = 3 if operator.against == "values" else 1
        texts = st.sampled_from(list(kind.choices)) if kind.choices else TEXTS.get(kind.kind, PLAIN)
        values = tuple(draw(st.lists(texts, min_size=1, max_size=most, unique=True)))
    inner = draw(tables(names.inside(name.path), nested=True)) if operator.rows else None
    return Row(name.path, key, values, draw(st.sampled_from("DWMY")), inner)


@st.composite
def tables(draw: Any, names: Names, nested: bool = False, groups: bool = False) -> Table:
    """A table; groups at its first level only."""
    one = rows(names, nested)
    part = one | tables(names) if groups else one
    joined = draw(st.sampled_from(["and", "or", "nor", "nand"]))
    return Table(joined, tuple(draw(st.lists(part, min_size=1, max_size=3))), names, nested)


def _rows_say(table: Table) -> None:
    condition = condition_of(table)
    assert faults_of(table) == {}
    assert check(condition, ROWED.types) == []
    assert in_words(condition, ROWED.types, ROWED.labels)
    back = rows_of(condition, ROWED)
    assert back is not None, condition
    assert same(condition_of(back), condition)


def _kept(document: Any, names: dict[str, Any]) -> None:
    table = rows_of(document, ROWED)
    canon = canonical(document, ROWED.types)
    if table is not None and document is not True:
        assert same(condition_of(table), canon)
    if not check(document, ROWED.types):
        assert check(canon, ROWED.types) == []
        before = compile_condition(document, ROWED.types).decide(facts(**names)).value
        assert compile_condition(canon, ROWED.types).decide(facts(**names)).value is before


@given(tables(ROWED, groups=True))
@settings(max_examples=some(25))
def test_what_a_table_says_type_checks_and_reads_back_as_the_same_condition(table):
    _rows_say(table)


@given(DOCUMENTS, FACTS)
@settings(max_examples=some(25))
def test_a_condition_that_rows_show_is_said_again_to_the_letter_and_means_the_same(document, names):
    _kept(document, names)


@pytest.mark.audit
@given(tables(ROWED, groups=True))
@settings(max_examples=1000)
def test_a_thousand_tables_read_back(table):
    _rows_say(table)


@pytest.mark.audit
@given(DOCUMENTS, FACTS)
@settings(max_examples=3000)
def test_thousands_of_conditions_are_kept(document, names):
    _kept(document, names)


def test_a_lone_negation_within_rows_of_a_list_is_none_of_them():
    inside = {"not": [{">=": [{"var": "./montant"}, "3.00"]}]}
    table = rows_of({"any": ["lots", inside]}, ROWED)
    assert table is not None
    assert table.rows[0].inner.joined == "nor"
