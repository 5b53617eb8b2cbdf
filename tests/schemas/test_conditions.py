"""The language of conditions, by tables (DEFINITIONS section 3)."""

from __future__ import annotations

import pytest

from core.errors import Invalid
from schemas.domain.conditions import (
    UNKNOWN,
    UNSET,
    FieldType,
    Kind,
    StepBudgetSpent,
    Types,
    check,
    compile_condition,
    compile_expression,
    format_value,
    forward_references,
    order,
)
from tests.schemas.conditions_kit import TYPES, facts, var

N, T, D, L = var("nature"), var("total"), var("danger"), "lots"
ROWS = [{"libelle": "toit", "montant": "1500.50", "amiante": True}, {"libelle": "mur"}]

DECISIONS = [
    ({"==": [N, "urgence"]}, {"nature": "urgence"}, True),
    ({"==": [N, "urgence"]}, {"nature": "projet"}, False),
    ({"==": [N, "urgence"]}, {}, UNKNOWN),
    ({"==": [N, "urgence"]}, {"nature": None}, UNKNOWN),
    ({"==": [N, "urgence"]}, {"nature": ""}, UNKNOWN),
    ({"!=": [N, "urgence"]}, {}, UNKNOWN),
    ({"!=": [N, "urgence"]}, {"nature": "projet"}, True),
    ({"not": {"==": [N, "urgence"]}}, {}, UNKNOWN),
    ({">=": [T, "5000.00"]}, {"total": "5000.00"}, True),
    ({">=": [T, "5000.00"]}, {"total": "4999.99"}, False),
    ({">=": [T, 5000]}, {"total": "10000"}, True),
    ({">=": [T, "5000.00"]}, {"total": "cher"}, UNKNOWN),
    ({">=": [T, "5000.00"]}, {"total": True}, UNKNOWN),
    ({">=": [T, "5000.00"]}, {"total": ["9999.00"]}, UNKNOWN),
    ({"<": [T, "5000.00"]}, {}, UNKNOWN),
    ({"==": [D, True]}, {"danger": True}, True),
    ({"==": [D, False]}, {}, UNKNOWN),
    ({"==": [D, True]}, {"danger": 1}, UNKNOWN),
    (D, {"danger": True}, True),
    (D, {}, UNKNOWN),
    ({"in": [N, ["urgence", "projet"]]}, {"nature": "projet"}, True),
    ({"in": [N, []]}, {}, False),
    ({"in": [N, ["urgence"]]}, {}, UNKNOWN),
    ({"in": ["toit", var("themes")]}, {"themes": ["eau", "toit"]}, True),
    ({"in": ["toit", var("themes")]}, {"themes": []}, UNKNOWN),
    ({"in": ["toit", var("themes")]}, {"themes": "toit"}, UNKNOWN),
    ({"is_set": [N]}, {}, False),
    ({"is_set": N}, {"nature": "x"}, True),
    ({"is_set": [D]}, {"danger": False}, True),
    ({"is_set": [var("lots")]}, {"lots": []}, False),
    ({"and": [D, {"==": [N, "urgence"]}]}, {"danger": False}, False),
    ({"and": [D, {"==": [N, "urgence"]}]}, {"danger": True}, UNKNOWN),
    ({"or": [D, {"==": [N, "urgence"]}]}, {"danger": True}, True),
    ({"or": [D, {"==": [N, "urgence"]}]}, {"danger": False}, UNKNOWN),
    ({"if": [D, {"==": [N, "urgence"]}, True]}, {"danger": False}, True),
    ({"if": [D, True, True]}, {}, UNKNOWN),
    ({"any": [L, {"==": [var("./amiante"), True]}]}, {"lots": ROWS}, True),
    ({"any": [L, {"==": [var("./amiante"), False]}]}, {"lots": ROWS}, UNKNOWN),
    ({"any": [L, {"==": [var("./amiante"), True]}]}, {}, False),
    ({"all": [L, {"==": [var("./amiante"), True]}]}, {}, UNKNOWN),
    ({"all": [L, {"is_set": [var("./libelle")]}]}, {"lots": ROWS}, True),
    ({"all": [L, {"==": [var("./libelle"), "mur"]}]}, {"lots": ROWS}, False),
    ({">": [{"count": [L]}, 1]}, {"lots": ROWS}, True),
    ({"==": [{"count": [L]}, 0]}, {}, True),
    ({"==": [{"count": [L, {"is_set": [var("./montant")]}]}, 1]}, {"lots": ROWS}, True),
    ({">": [{"min": [L, "montant"]}, "0.00"]}, {}, UNKNOWN),
    ({"<": [var("description"), var("autre")]}, {"description": "Élan", "autre": "etc"}, True),
    ({"==": [var("description"), "elan"]}, {"description": "Élan"}, False),
    ({">=": [{"age": [var("naissance")]}, 18]}, {"naissance": "2008-11-21"}, True),
    ({">=": [{"age": [var("naissance")]}, 18]}, {"naissance": "2008-11-22"}, False),
    ({">=": [{"age": [var("naissance")]}, 0]}, {"naissance": "2030-01-01"}, UNKNOWN),
    ({"<": [var("naissance"), {"date_add": [{"today": []}, "-P18Y"]}]},
     {"naissance": "2008-11-20"}, True),
    ({"==": [{"date_add": ["2026-01-31", "P1M"]}, "2026-02-28"]}, {}, True),
    ({"==": [var("depot"), "2026-11-21"]}, {"depot": "2026-11-20T23:30:00Z"}, True),
    ({"<": [var("depot"), {"now": []}]}, {"depot": "2026-11-21T09:00:00+01:00"}, True),
    ({"<": [var("heure"), "17:30"]}, {"heure": "09:00"}, True),
    ({"==": [var("adresse.ville"), "Brest"]}, {"adresse": {"ville": "Brest"}}, True),
    ({"==": [var("adresse.ville"), "Brest"]}, {"adresse": "Brest"}, UNKNOWN),
    ({"in": [var("establishment.type"), ["college", "lycee"]]},
     {"establishment": {"type": "lycee"}}, True),
    (True, {}, True),
    (False, {}, False),
]  # fmt: skip


@pytest.mark.parametrize(("document", "names", "value"), DECISIONS)
def test_a_condition_has_one_of_three_values(document, names, value):
    verdict = compile_condition(document, TYPES).decide(facts(**names))
    assert verdict.value is value
    assert verdict.holds is (value is True)
    assert bool(verdict.reasons) is (value is not True)


VALUES = [
    ({"sum": [L, "montant"]}, {"lots": ROWS}, "1500.50"),
    ({"sum": [L, "montant"]}, {}, "0.00"),
    ({"count": [L]}, {}, 0),
    ({"cat": [L, "libelle"]}, {}, ""),
    ({"cat": [L, "libelle"]}, {"lots": ROWS}, "toitmur"),
    ({"cat": [var("description"), " — ", T]}, {"total": "3.50"}, " — 3.50"),
    ({"min": [L, "montant"]}, {}, UNSET),
    ({"max": [L, "montant"]}, {"lots": ROWS}, "1500.50"),
    ({"max": [T, "0.00"]}, {"total": "-4.00"}, "0.00"),
    ({"+": [T, T, "0.10"]}, {"total": "0.10"}, "0.30"),
    ({"+": [T, 1]}, {}, UNSET),
    ({"*": [T, "0.2"]}, {"total": "0.25"}, "0.05"),
    ({"*": [T, "0.1"]}, {"total": "0.05"}, "0.01"),
    ({"/": [T, 0]}, {"total": "1.00"}, UNSET),
    ({"/": [T, 3]}, {"total": "1.00"}, "0.33"),
    ({"/": [var("eleves"), 2]}, {"eleves": 3}, 1.5),
    ({"-": [var("eleves"), 2]}, {"eleves": 3}, 1),
    ({"date_add": [var("naissance"), "P15D"]}, {"naissance": "2024-02-20"}, "2024-03-06"),
    ({"if": [D, "1.00", T]}, {"danger": True}, "1.00"),
    ({"today": []}, {}, "2026-11-21"),
    ({"*": [var("eleves"), {"if": [D, "2.50", "3.10"]}]}, {"eleves": 2, "danger": True}, "5.00"),
    ({"+": [{"if": [D, 10, 20]}, 1]}, {"danger": True}, 11),
    ({"max": [T, {"if": [D, "9.00", "10.00"]}]}, {"total": "2.00", "danger": True}, "9.00"),
    ({"age": [{"if": [D, "2016-11-21", "2016-11-22"]}]}, {"danger": True}, 10),
]  # fmt: skip


@pytest.mark.parametrize(("document", "names", "value"), VALUES)
def test_an_expression_gives_an_exact_json_value(document, names, value):
    assert compile_expression(document, TYPES).value(facts(**names)) == value


def test_a_result_takes_the_digits_of_the_field_that_holds_it():
    total = compile_expression({"/": [T, 3]}, TYPES, into=TYPES["taux"])
    assert total.value(facts(total="1.00")) == "0.3333"
    assert format_value("0", FieldType(Kind.DECIMAL)) == "0.00"
    assert format_value(5, FieldType(Kind.DECIMAL)) == "5.00"


def test_literals_that_an_if_chooses_from_are_read_as_what_stands_beside_them():
    nested = {"if": [D, "1.00", {"if": [{"is_set": N}, "2.50", "3.1"]}]}
    total = TYPES["total"]
    assert check(nested, TYPES, "decimal", total) == []
    computed = compile_expression(nested, TYPES, into=total)
    assert computed.value(facts(danger=False)) == "3.10"
    assert computed.value(facts(danger=False, nature="urgence")) == "2.50"
    assert (
        compile_condition({">": [T, nested]}, TYPES)
        .decide(facts(total="3.05", danger=False, nature="urgence"))
        .holds
    )
    assert [p.code for p in check({"if": [D, "dix", "1"]}, TYPES, "decimal", total)] == [
        "literal-type"
    ]
    chosen = {"if": [D, "urgence", "urgent"]}
    for fault in (check(chosen, TYPES, "text", TYPES["nature"]), check({"==": [N, chosen]}, TYPES)):
        assert [(p.path.rpartition("/if")[2], p.code) for p in fault] == [("/2", "not-a-choice")]


REFUSED = [
    ({"==": [var("natur"), "urgence"]}, "/==/0", "unknown-reference"),
    ({"==": [N, "urgent"]}, "/==/1", "not-a-choice"),
    ({"in": [N, ["urgence", "autre"]]}, "/in/1/1", "not-a-choice"),
    ({"==": [D, "true"]}, "/==/1", "literal-type"),
    ({"==": [var("eleves"), True]}, "/==/1", "literal-type"),
    ({">=": [T, "cinq"]}, "/>=/1", "literal-type"),
    ({"==": [var("description"), 3]}, "/==/1", "literal-type"),
    ({"==": [var("description"), ""]}, "/==/1", "empty-literal"),
    ({"==": [T, N]}, "", "type-mismatch"),
    ({"==": [1, "1"]}, "", "type-mismatch"),
    ({"<": [D, True]}, "", "not-ordered"),
    ({"<": [N, "projet"]}, "", "not-ordered"),
    ({"==": [var("lots"), "x"]}, "/==/1", "literal-type"),
    ({"sum": [L, "libelle"]}, "", "not-a-number"),
    ({"sum": [L, "prix"]}, "", "unknown-reference"),
    ({"sum": ["nature", "prix"]}, "", "not-a-list"),
    ({"any": ["nature", True]}, "", "not-a-list"),
    ({"any": [L, {"==": [var("./prix"), "1"]}]}, "/any/1/==/0", "unknown-reference"),
    ({"==": [var("./montant"), "1"]}, "/==/0", "row-outside-list"),
    ({"xor": [D, D]}, "", "unknown-operator"),
    ({"===": [D, True]}, "", "unknown-operator"),
    ({"==": [D]}, "/==", "operands"),
    ({"if": [D, True]}, "/if", "operands"),
    ({"and": []}, "/and", "operands"),
    ({"and": [D, N]}, "", "not-boolean"),
    ({"==": [N, None]}, "/==/1", "null-literal"),
    ({"var": ["nature", "x"]}, "/var", "var-name"),
    ({"var": ""}, "/var", "var-name"),
    ({"a": 1, "b": 2}, "", "not-an-operation"),
    ([], "", "not-an-operation"),
    ({">": [{"date_add": [N, "P1D"]}, "2026-01-01"]}, "/>/0", "not-a-date"),
    ({">": [{"date_add": [var("naissance"), "15"]}, "2026-01-01"]}, "/>/0", "not-a-duration"),
    ({">": [{"date_add": [var("naissance"), "PT1H"]}, "2026-01-01"]}, "/>/0", "hours-on-a-date"),
    ({"in": [N, "urgence"]}, "", "not-a-list-of-values"),
    (N, "", "wrong-type"),
    ({"+": [T, D]}, "", "not-a-number"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "path", "code"), REFUSED)
def test_publication_refuses_with_the_place(document, path, code):
    expected = None if "sum" in str(document) or "+" in str(document) else "boolean"
    problems = check(document, TYPES, expected)
    assert (path, code) in [(problem.path, problem.code) for problem in problems]
    with pytest.raises(Invalid):
        compile_condition(document, TYPES)


def test_a_condition_nested_too_deep_or_too_long_is_refused():
    deep = True
    for _ in range(21):
        deep = {"not": [deep]}
    assert [p.code for p in check(deep, TYPES)] == ["condition-too-deep"]
    long = {"or": [{"and": [D] * 10}] * 60}
    assert [p.code for p in check(long, TYPES)] == ["condition-too-long"]


def test_the_row_is_what_dot_slash_names():
    condition = compile_condition({"==": [var("./amiante"), True]}, TYPES.in_rows("lots"))
    assert condition.decide(facts(), row={"amiante": True}).holds
    assert condition.decide(facts(amiante=True)).value is UNKNOWN
    assert condition.references == {"./amiante"}


def test_reasons_name_the_answer_that_decided():
    guard = compile_condition({"or": [{"==": [N, "urgence"]}, {"<=": [T, "90000.00"]}]}, TYPES)
    reasons = guard.decide(facts(nature="projet", total="100000.00")).reasons
    assert [(r.code, r.params["field"]) for r in reasons] == [
        ("is-not", "nature"), ("above", "total"),
    ]  # fmt: skip
    assert reasons[1].params["actual"] == "100000.00"
    (missing,) = guard.decide(facts(nature="projet")).reasons
    assert (missing.code, missing.params["field"]) == ("missing", "total")
    (why,) = guard.explain(facts(nature="urgence"))
    assert (why.code, why.params["field"]) == ("is", "nature")


def test_a_spent_budget_is_a_refusal_with_its_reason():
    nested = {"any": [L, {"any": [L, {"==": [var("./libelle"), "x"]}]}]}
    rows = facts(lots=[{"libelle": "y"}] * 1000)
    verdict = compile_condition(nested, TYPES).decide(rows)
    assert (verdict.holds, verdict.value) == (False, UNKNOWN)
    assert [reason.code for reason in verdict.reasons] == ["step-budget"]
    with pytest.raises(StepBudgetSpent):
        compile_expression({"count": [L, nested]}, TYPES).value(rows)


def test_computed_fields_follow_each_other_and_cycles_are_named():
    placed, problems = order({"ttc": {"*": [var("ht"), "1.2"]}, "ht": {"sum": [L, "montant"]}})
    assert (placed, problems) == (["ht", "ttc"], [])
    placed, problems = order({"a": var("b"), "b": var("a"), "c": var("a"), "d": 1})
    assert placed == ["d"]
    assert [(p.path, p.code) for p in problems] == [("/a", "cycle"), ("/b", "cycle")]
    assert order({"a": {"+": [var("a"), 1]}})[1][0].code == "cycle"


def test_a_page_may_not_look_forward():
    pages = {"nature": 0, "lots": 2}
    assert forward_references({"nature", "lots.montant", "total"}, pages, 1) == ["lots.montant"]


def test_open_types_let_a_guard_wait_for_its_form():
    guard = compile_condition({">": [var("data.total"), "90000.00"]}, Types.anything())
    assert guard.decide(facts(data={"total": "90000.01"})).value is UNKNOWN  # not typed
    typed = Types.merge(Types({"data.total": FieldType(Kind.DECIMAL)}))
    guard = compile_condition({">": [var("data.total"), "90000.00"]}, typed)
    assert guard.decide(facts(data={"total": "90000.01"})).holds


def test_types_follow_references_choices_and_nested_objects():
    assert TYPES["etablissement"].kind is Kind.KEY
    assert TYPES["etablissement"].format == "uai"
    assert list(TYPES["nature"].choices or ()) == ["urgence", "entretien", "projet"]
    assert TYPES["adresse.ville"].kind is Kind.TEXT
    assert TYPES["lots"].fields["montant"].kind is Kind.DECIMAL
    assert TYPES["themes"].item.choices == {"toit": "toit", "eau": "eau"}
    assert "data.nature" in Types.of_schema({"properties": {"nature": {}}}, "data")
    loop = {"properties": {"a": {"$ref": "#/$defs/n"}},
            "$defs": {"n": {"type": "object",
                            "properties": {"n": {"$ref": "#/$defs/n"}}}}}  # fmt: skip
    assert Types.of_schema(loop)["a"].kind is Kind.OBJECT
