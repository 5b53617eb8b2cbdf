"""FAULTS I-18, I-19, I-20: what the gate refuses, and what passes stays cheap."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import pytest

from core.errors import Invalid
from schemas import second_opinion
from schemas.domain.gate import KEYWORDS, problems_in_definition, problems_in_schema
from schemas.domain.gate.patterns import refusal
from schemas.validation import is_valid, problems_in, validator_for
from tests.schemas.conditions_kit import SCHEMA
from tests.schemas.evil_patterns import EVIL

VICTIMS = ["a" * 10_000 + "!", "ab" * 5_000, "1" * 10_000, "é" * 5_000, " " * 10_000]


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def codes(schema: Any) -> set[str]:
    return {problem.code for problem in problems_in_schema(schema)}


def test_i18_there_are_two_hundred_evil_patterns():
    assert len(set(EVIL)) >= 200


@pytest.mark.parametrize("pattern", sorted(set(EVIL), key=repr), ids=range(len(set(EVIL))))
def test_i18_an_evil_pattern_is_refused_or_harmless(pattern):
    schema = of(a={"type": "string", "pattern": pattern})
    if problems_in_schema(schema):
        return
    validator = validator_for(schema)
    for victim in VICTIMS:
        validator.is_valid({"a": victim})  # the engine may build its automaton once
        fastest = min(_time(validator, {"a": victim}) for _ in range(5))
        assert fastest < 0.010


def _time(validator: Any, answers: Any) -> float:
    start = time.thread_time()
    validator.is_valid(answers)
    return time.thread_time() - start


@pytest.mark.parametrize("pattern", ["(?=a)b", "(a)\\1", "(?<!a)b", "\\s", "[[:alpha:]]", "(?>a)"])
def test_i18_what_only_a_backtracking_engine_reads_is_refused(pattern):
    assert refusal(pattern)
    assert codes({"type": "object", "patternProperties": {pattern: {}}}) & {
        "pattern-refused", "pattern-ambiguous",
    }  # fmt: skip


@pytest.mark.parametrize(
    "pattern",
    ["^[0-9]{7}[A-Z]$", "^[0-9]{1,9}([.][0-9]{2})?$", "^\\d{5}$", "^[^ ]+$", "é|è", "\\\\s"],
)
def test_ordinary_patterns_pass(pattern):
    assert refusal(pattern) == ""


@pytest.fixture
def listener():
    """Counts who calls on loopback."""
    server, hits = socket.create_server(("127.0.0.1", 0)), []
    server.settimeout(0.05)
    open_ = threading.Event()

    def listen() -> None:
        while not open_.is_set():
            try:
                connection, address = server.accept()
            except TimeoutError:
                continue
            hits.append(address)
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", hits
    open_.set()
    thread.join()
    server.close()


def _reaching(base: str) -> list[dict[str, Any]]:
    places = [f"{base}/s.json", f"{base}/s.json#/$defs/a", "file:///etc/passwd", "other.json",
              "//127.0.0.1/x", "#anchor", "#", "#/properties/a", "urn:x", "data:,{}"]  # fmt: skip
    return [
        *(of(a={keyword: place}) for keyword in ("$ref", "$dynamicRef") for place in places),
        *({"$id": place, "type": "object"} for place in places),
        *({"$schema": place, "type": "object"} for place in places),
        {"$vocabulary": {base: True}}, {"$anchor": "a"}, {"$dynamicAnchor": "a"},
        {"$recursiveRef": "#"}, {"definitions": {"a": {"$ref": base}}},
        of(a={"not": {"items": [{"if": {"$ref": base}}]}, "maxItems": 1}),
    ]  # fmt: skip


def test_i19_nothing_a_schema_says_opens_a_connection_or_a_file(listener):
    base, hits = listener
    for schema in _reaching(base):
        assert problems_in_schema(schema), schema
        for ask in (is_valid, second_opinion.agrees):
            try:
                ask({"a": 1}, schema)
            except Invalid:
                continue
    time.sleep(0.1)  # the listener's own turn
    assert hits == []


def _doubling(levels: int, keyword: str) -> dict[str, Any]:
    defs = {f"d{n}": {keyword: [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(levels)}
    return {"type": "object", "$ref": "#/$defs/d0", "$defs": {**defs, f"d{levels}": True}}


def _nested(levels: int, key: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        schema = {key: [schema] if key == "allOf" else schema}
    return of(a=schema)


def _refs(**defs: Any) -> dict[str, Any]:
    return {"type": "object", "$ref": "#/$defs/a", "$defs": defs}


LEFT = {"properties": {"x": {"$ref": "#/$defs/a"}}}
BOMBS = [
    *(_doubling(levels, keyword) for levels in (12, 16, 20, 24, 40, 200)
      for keyword in ("allOf", "anyOf", "oneOf")),
    *(_nested(levels, key) for levels in (20, 100, 900, 5_000)
      for key in ("not", "items", "allOf")),
    _refs(a={"$ref": "#/$defs/a"}),
    _refs(a={"$ref": "#/$defs/b"}, b={"$ref": "#/$defs/a"}),
    _refs(a={"not": {"$ref": "#/$defs/a"}}),
    _refs(a={"anyOf": [{"$ref": "#/$defs/b"}]}, b={"allOf": [{"$ref": "#/$defs/a"}]}),
    _refs(a={"if": {"$ref": "#/$defs/a"}}),
    _refs(a={"dependentSchemas": {"x": {"$ref": "#/$defs/a"}}}),
    _refs(a={"$ref": "#/$defs/%61"}),
    _refs(**{"a": {"$ref": "#/$defs/x~1y"}, "x/y": {"$ref": "#/$defs/a"}}),
    _refs(a={"allOf": [LEFT, LEFT]}),
    _refs(a={"allOf": [LEFT, {"patternProperties": {"x": {"$ref": "#/$defs/a"}}}]}),
    of(a={"type": "array"}),
    of(a={"type": "array", "items": {"type": "string"}}),
    of(a={"type": ["array", "null"]}),
    of(a={"contains": {"const": 1}}),
    of(a={"type": "array", "maxItems": 10**9}),
    of(a={"type": "array", "maxItems": 4000, "uniqueItems": True, "items": {"type": "object"}}),
    of(a={"type": "array", "maxItems": 4000, "uniqueItems": True}),
    of(a={"enum": list(range(10_000))}),
    of(a={"oneOf": [{"const": n} for n in range(10_000)]}),
    of(a={"multipleOf": 1e-300}),
    of(a={"multipleOf": 0}),
    of(a={"type": "number", "maximum": 1e300}),
    of(a={"format": "inconnu"}),
    of(a={"format": "regex"}),
    of(**{f"f{n}": {} for n in range(1001)}),
    {"type": "object", "title": "x" * 300_000},
    of(a={"unevaluatedProperties": False}),
    of(a={"dependencies": {"a": ["b"]}}),
    of(a={"type": "strnig"}),
    of(a={"required": "a"}),
    of(a=3),
    [], True, None, "x",
]  # fmt: skip


@pytest.mark.parametrize("schema", BOMBS, ids=range(len(BOMBS)))
def test_i20_a_bomb_is_refused_quickly_and_without_recursion(schema):
    start = time.thread_time()  # of this thread alone: a busy machine must not fail a test
    assert problems_in_schema(schema)
    assert time.thread_time() - start < 3


@pytest.mark.parametrize("odd", [[], {}, [[]], {"a": 1}, True, 1, None], ids=repr)
def test_a_keyword_of_an_odd_sort_is_told_not_stumbled_over(odd):
    for keyword in sorted(KEYWORDS):
        problems_in_schema(of(a={"type": "string", keyword: odd}))
    assert codes(of(a={"type": "string", "format": odd})) & {"schema-format", "schema-shape"}


def test_i20_there_are_fifty_bombs():
    assert len(BOMBS) >= 50


def test_the_form_of_the_documentation_passes_and_so_do_trees():
    assert problems_in_schema(SCHEMA) == []
    tree = {"type": "object", "properties": {"left": {"$ref": "#/$defs/n"},
                                             "right": {"$ref": "#/$defs/n"}}}  # fmt: skip
    assert problems_in_schema({"type": "object", "$ref": "#/$defs/n", "$defs": {"n": tree}}) == []
    choices = [{"const": f"c{n}", "title": "x"} for n in range(1_000)]
    assert problems_in_schema(of(a={"oneOf": choices})) == []


def test_an_accepted_schema_judges_a_hundred_kilobytes_in_a_tenth_of_a_second():
    rows = {"type": "array", "maxItems": 5_000, "items": SCHEMA["properties"]["lots"]["items"]}
    schema = of(
        rows=rows,
        codes={
            "type": "array",
            "maxItems": 5_000,
            "uniqueItems": True,
            "items": {"type": "string", "enum": [f"c{n}" for n in range(2000)]},
        },
    )
    assert problems_in_schema(schema) == []
    answers = {"rows": [{"libelle": "x" * 20, "montant": "1.00", "amiante": True}] * 1_500,
               "codes": [f"c{n}" for n in range(1_500)]}  # fmt: skip
    validator = validator_for(schema)
    assert validator.is_valid(answers)
    assert min(_time(validator, answers) for _ in range(3)) < 0.1


def test_a_definition_is_bounded_as_a_whole():
    item = {"when": {"==": [{"var": "a"}, 1]}}
    assert problems_in_definition({"items": [item] * 2_000}) == []
    (problem,) = problems_in_definition({"items": [item] * 2_001})
    assert problem.code == "too-many-conditions"
    (problem,) = problems_in_definition({"text": "x" * 300_000})
    assert problem.code == "definition-size"


def test_what_the_gate_lets_in_the_validator_can_build():
    assert problems_in({"nature": "urgence"}, SCHEMA) == []


@pytest.mark.parametrize(
    "told", [{"x-labels": []}, {"x-id": ["a"]}, {"x-scale": 12}, {"x-list": {}}, {"x-roots": 1}]
)
def test_our_own_keywords_hold_what_the_house_reads(told):
    (keyword,) = told
    found = problems_in_schema(of(a={"type": "string", **told}))
    assert [(p.path, p.code) for p in found] == [(f"/properties/a/{keyword}", "schema-annotation")]
