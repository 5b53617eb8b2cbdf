"""The compiler to SQL agrees with the evaluator on a real PostgreSQL, NULL and missing included."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from schemas.domain.conditions import check, compile_condition
from schemas.domain.conditions.sql import compile_sql, sql_problems
from schemas.domain.conditions.sql_values import Column, Rows, json_text
from tests.kit.thorough import some
from tests.schemas.conditions_kit import TYPES, facts, var


class Answers:
    """Answers in one JSONB bind: what a list of records does over `attributes`."""

    def column(self, path: str) -> Column | None:
        steps = ",".join(path.split("."))
        kind = TYPES.get(path)
        return Column(json_text(f"a.doc #> '{{{steps}}}'"), kind) if kind else None

    def rows(self, path: str) -> Rows | None:
        kind = TYPES.get(path)
        if kind is None:
            return None
        whole = f"(a.doc -> '{path}')"
        safe = f"CASE WHEN jsonb_typeof({whole}) = 'array' THEN {whole} ELSE '[]' END"
        if kind.item:
            source = f"jsonb_array_elements({safe}) AS r(one)"
            return Rows(source, lambda key: None, Column(json_text("r.one"), kind.item))

        def part(key: str) -> Column | None:
            found = kind.fields.get(key)
            return Column(json_text(f"r.one -> '{key}'"), found) if found else None

        return Rows(f"jsonb_array_elements({safe}) AS r(one)", part)


@pytest.fixture(scope="module")
def connection(cluster):
    """A migrated database, far from Paris: the functions are those of the migration."""
    name = cluster.clone()
    engine = sa.create_engine(cluster.url(name, "preau_migrate"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("SET TIME ZONE 'America/Cayenne'")
        yield connection
    engine.dispose()
    cluster.drop(name)


def let_through(connection: Any, document: Any, rows: list[dict[str, Any]]) -> list[bool]:
    """Which rows a WHERE of the condition lets through, all asked in one statement."""
    where = compile_sql(document, TYPES, Answers())
    found = connection.execute(
        sa.text(
            f"SELECT ({where.sql}) IS TRUE FROM jsonb_array_elements(CAST(:rows AS jsonb)) "
            "WITH ORDINALITY AS a(doc, n) ORDER BY n"
        ),
        {"rows": json.dumps(rows), **where.bound(facts())},
    )
    return list(found.scalars())


def evaluated(document: Any, rows: list[dict[str, Any]]) -> list[bool]:
    """The same by the evaluator, row by row."""
    compiled = compile_condition(document, TYPES)
    return [compiled.decide(facts(**row)).holds for row in rows]


T, B = "total", var("naissance")
COMPARED = st.builds(
    lambda op, pair: {op: list(pair)},
    st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
    st.sampled_from([
        (var(T), "12.50"), (var(T), var("taux")), (var("eleves"), 3), (B, "2008-02-29"),
        (B, {"today": []}), (var("depot"), {"now": []}), (var("depot"), B), (var("heure"), "09:30"),
        (B, {"date_add": [{"today": []}, "-P18Y1M"]}), ({"age": [B]}, 18), ({"count": ["lots"]}, 1),
        ({"date_add": [B, "P1M"]}, "2024-02-29"), ({"age": [B, "2026-02-28"]}, 17),
        ({"count": ["lots", {">": [var("./montant"), "2.00"]}]}, 1),
        ({"date_add": [var("depot"), "PT36H"]}, "2026-11-21"), (var("danger"), True),
        (var("description"), "a"), (var("nature"), "projet"),
    ]),
).filter(lambda document: not sql_problems(document, TYPES, Answers()))  # fmt: skip
#: Every comparison the language has of two fields or of a field and a value, right or reversed.
NAMED = [var(name) for name in TYPES]
VALUES = [
    "12.50", "2.00", 3, 0, True, False, "projet", "urgence", "a", "", "2008-02-29", "2024-01-31",
    "2026-11-21T08:05:00Z", "09:30", {"today": []}, {"now": []}, "É", "toit",
    {"date_add": [{"today": []}, "-P18Y"]}, {"age": [var("naissance")]}, {"count": ["themes"]},
]  # fmt: skip
PAIRS = [
    document
    for op in ("==", "!=", "<", "<=", ">", ">=")
    for one in NAMED
    for other in (*NAMED, *VALUES)
    for document in ({op: [one, other]}, {op: [other, one]})
    if not sql_problems(document, TYPES, Answers())
]
LEAVES = COMPARED | st.sampled_from(PAIRS) | st.sampled_from([
    var("danger"), {"in": [var("nature"), ["urgence", "projet"]]}, {"in": [var("nature"), []]},
    {"in": ["toit", var("themes")]}, {"is_set": [var("themes")]}, {"is_set": [var("total")]},
    {"is_set": [var("description")]}, {"any": ["lots", {"==": [var("./amiante"), True]}]},
    {"any": ["lots", {"and": [{">": [var("./montant"), "2"]}, var("danger")]}]}, True,
])  # fmt: skip
DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: st.builds(lambda op, a, b: {op: [a, b]}, st.sampled_from(["and", "or"]), inner,
                            inner) | st.builds(lambda a: {"not": [a]}, inner),
    max_leaves=5,
)  # fmt: skip
NUMBERS = st.sampled_from(["12.50", "2.00", "3", "-4", "x", "", "1e5", "00012.5", "12.50\n"])
DATES = st.sampled_from(
    ["2008-02-29", "2008-11-21", "2009-02-29", "2024-01-31", "", "hier", "2008"]
)
SCALARS = st.none() | st.sampled_from([True, False, 3, 2.5, "true", "projet", "a", "toit", ""])
FACTS = st.fixed_dictionaries({}, optional={
    "total": NUMBERS | SCALARS, "taux": NUMBERS, "eleves": st.integers(-5, 5) | SCALARS,
    "naissance": DATES | SCALARS, "danger": SCALARS, "nature": SCALARS, "description": SCALARS,
    "heure": st.sampled_from(["09:30", "09:30:00", "24:00", "9:30"]) | SCALARS,
    "depot": st.sampled_from(["2026-11-20T23:30:00Z", "2026-11-21T08:05:00+00:00", "2026-11-21",
                              "2026-02-30T00:00:00Z", "2008-02-28T23:30:00Z"]) | SCALARS,
    "themes": SCALARS | st.lists(SCALARS, max_size=3),
    "lots": SCALARS | st.lists(
        st.fixed_dictionaries({}, optional={"montant": NUMBERS, "amiante": SCALARS}), max_size=3),
})  # fmt: skip


def agree(connection: Any, document: Any, rows: list[dict[str, Any]]) -> None:
    """The claim: row by row the same answer, UNKNOWN counted as no on both sides."""
    assert not check(document, TYPES)
    assert let_through(connection, document, rows) == evaluated(document, rows)


@settings(max_examples=some(80), deadline=None)
@given(document=DOCUMENTS, rows=st.lists(FACTS, min_size=1, max_size=25))
def test_the_database_and_the_evaluator_agree(connection, document, rows):
    """Missing, NULL and bad values included: one of them never fails a list, nor lets a row in."""
    agree(connection, document, rows)


@pytest.mark.audit
@settings(max_examples=20_000, deadline=None)
@given(document=DOCUMENTS, rows=st.lists(FACTS, min_size=1, max_size=40))
def test_the_database_and_the_evaluator_agree_for_long(connection, document, rows):
    """The same, some minutes of it."""
    agree(connection, document, rows)


BAD = [
    None, "", " ", "x", "NaN", "Infinity", "1e5", "12.50\n", "--1", "9" * 40, "2009-02-29",
    "2026-13-01", "0000-00-00", "9999-12-31", "24:00", "2026-11-21T25:00:00Z", "true ", "TRUE",
    True, 3, 2.5, -0.0, [], [None], [[]], {}, {"a": 1}, ["toit", None], "\ud7ff", "''", "%s", ":c0",
]  # fmt: skip


@pytest.mark.parametrize("name", [name for name in TYPES if "." not in name])
def test_no_value_however_bad_makes_a_list_fail(connection, name):
    """Every comparison of a field with a value, over all that a damaged document may hold."""
    rows = [{name: value} for value in BAD] + [{}]
    mine = [document for document in PAIRS if f'"{name}"' in json.dumps(document)]
    for document in mine:
        agree(connection, document, rows)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({">": [{"sum": ["lots", "montant"]}, "1.00"]}, "not-in-sql"),
        ({"if": [var("danger"), True, False]}, "not-in-sql"),
        ({"all": ["lots", var("./amiante")]}, "not-in-sql"),
        ({"==": [var("establishment.type"), "lycee"]}, ""),
        ({"<": [var("description"), "m"]}, "not-filterable"),
        ({"==": [{"+": [var("eleves"), 1]}, 3]}, "not-in-sql"),
    ],
)
def test_what_sql_does_not_say_is_refused_at_publication(document, code):
    if not code:
        compile_sql(document, TYPES, Answers())
        return
    with pytest.raises(Invalid) as refusal:
        compile_sql(document, TYPES, Answers())
    assert refusal.value.problems[0].code == code


def test_values_are_always_bound_never_written_into_the_text():
    where = compile_sql({"==": [var("description"), "'; DROP TABLE x --"]}, TYPES, Answers(), "f")
    assert "DROP" not in where.sql
    assert where.params == {"f0": "'; DROP TABLE x --"}
