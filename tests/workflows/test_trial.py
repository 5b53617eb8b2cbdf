"""The tests a circuit carries."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.workflows.circuits import WORKS_TYPES, works
from workflows.domain.circuit import Circuit
from workflows.domain.trial import run

META = json.loads(
    (Path(__file__).parents[2] / "schemas/meta/workflow.json").read_text(encoding="utf-8")
)
SMALL = {"data": {"nature": "entretien", "total": "8000.00"}}
LARGE = {"data": {"nature": "projet", "total": "120000.00"}}
TO_VISAS = ["deposer", "instruire"]
VISAS = [{"vote": "accept", "as": "visa_technique"}, {"vote": "accept", "as": "visa_budget"}]


def trial(*tests: dict, types=None):
    """The works circuit with these tests, of the right shape, played."""
    document = {**works(), "tests": list(tests)}
    jsonschema.Draft202012Validator(META).validate(document)
    return run(Circuit.of(document), types)


@pytest.mark.parametrize("types", [None, WORKS_TYPES])
def test_a_circuit_is_tried_from_end_to_end(types):
    found = trial(
        {"as": "direction", "given": SMALL, "path": [*TO_VISAS, *VISAS, "accepter"],
         "expect_status": "acceptee"},
        {"as": "direction", "given": LARGE, "path": [*TO_VISAS, *VISAS, "accepter"],
         "expect_refusal": "move.guard"},
        {"as": "direction", "given": LARGE, "expect_status": "acceptee",
         "path": [*TO_VISAS, *VISAS, "saisir_commission", "accepter"]},
        {"as": "visa_budget", "path": [*TO_VISAS, {"vote": "reject", "as": "visa_budget"}],
         "expect_status": "depose"},
        {"as": "visa_budget", "given": SMALL, "path": [*TO_VISAS, *VISAS, "accepter"],
         "expect_refusal": "move.function"},
        {"as": "gestionnaire", "path": ["deposer", {"do": "instruire", "ticks": []}],
         "expect_refusal": "move.checklist"},
        {"as": "gestionnaire", "path": ["deposer", {"do": "demander_complement", "comment": ""}],
         "expect_refusal": "move.comment"},
        {"as": "direction", "given": SMALL, "expect_refusal": "move.four-eyes",
         "path": ["deposer", {"do": "instruire", "person": "ines"}, *VISAS,
                  {"do": "accepter", "as": "direction", "person": "ines"}]},
        {"as": "visa_budget", "expect_refusal": "vote.once",
         "path": [*TO_VISAS, {"vote": "accept", "as": "visa_technique", "person": "ines"},
                  {"vote": "accept", "as": "visa_budget", "person": "ines"}]},
        {"as": "gestionnaire", "path": ["deposer", "demander_complement", "caduque"],
         "expect_status": "abandonnee"},
        {"as": "gestionnaire", "path": [*TO_VISAS, "accepter"], "expect_refusal": True},
        types=types,
    )  # fmt: skip
    assert found.problems == ()
    assert found.missed == ("redeposer", "reculer", "refuser", "rouvrir", "abandonner")
    assert 0 < found.coverage < 1


def test_a_test_that_fails_says_what_was_found():
    found = trial({"as": "gestionnaire", "path": TO_VISAS, "expect_status": "decision"})
    (problem,) = found.problems
    assert (problem.path, problem.code) == ("/tests/0", "circuit.test-failed")
    assert problem.params == {"expected": "decision", "found": "visas"}


def test_a_test_that_breaks_on_the_way_says_where():
    found = trial(
        {"as": "direction", "path": ["deposer", "accepter", "rouvrir"], "expect_status": "decision"}
    )
    (problem,) = found.problems
    assert (problem.path, problem.code) == ("/tests/0/path/1", "circuit.test-broken")


def test_an_answer_that_only_looks_like_an_amount_is_left_a_word():
    document = works()
    document["transitions"][7]["guard"] = {"==": [{"var": "data.code"}, "lot 2"]}
    document["tests"] = [{"as": "direction", "given": {"data": {"code": "1.50"}},
                          "path": [*TO_VISAS, *VISAS, "saisir_commission"],
                          "expect_refusal": "move.guard"}]  # fmt: skip
    assert run(Circuit.of(document)).passed


def test_no_test_covers_nothing():
    assert trial().coverage == 0.0
