"""What publication hears from this room."""

from __future__ import annotations

import random
from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.thorough import some
from tests.workflows.circuits import WORKS, two_levels, works
from tests.workflows.test_check import META
from workflows.bridge import Bridge
from workflows.domain.circuit import Circuit
from workflows.kind import WorkflowKind

KIND = WorkflowKind(["form.complete"])


def severities(document: dict) -> list[tuple[str, str]]:
    """Code and severity of every problem, refusals bare."""
    return [(p.code, p.params.get("severity", "")) for p in KIND.problems(document)]


def test_warnings_are_marked_and_refuse_nothing():
    assert {severity for _, severity in severities(WORKS)} == {"warning"}


def test_a_refusal_bears_no_mark_and_stops_the_tests_from_being_played():
    document = two_levels(
        initial="nulle", tests=[{"as": "direction", "path": ["rien"], "expect_status": "fin"}]
    )
    found = severities(document)
    assert ("circuit.unknown-status", "") in found
    assert not [code for code, _ in found if code.startswith("circuit.test")]


def test_a_failing_test_may_be_overruled():
    document = {**works(), "tests": [
        {"as": "gestionnaire", "path": ["deposer"], "expect_status": "visas"},
    ]}  # fmt: skip
    assert ("circuit.test-failed", "test") in severities(document)


def test_a_check_nobody_registered_is_refused():
    document = works()
    document["transitions"][0]["checks"] = ["moon.full"]
    assert ("circuit.unknown-check", "") in severities(document)


def test_a_guard_asks_of_a_status_the_circuit_has():
    document = works()
    move = next(t for t in document["transitions"] if t["key"] == "accepter")
    move["guard"] = {"==": [{"var": "request.status"}, "comission"]}
    found = [(p.path.rpartition("/guard")[2], p.code) for p in KIND.problems(document)]
    assert ("/==/1", "not-a-choice") in found


def test_it_tells_what_a_circuit_names():
    assert KIND.references(WORKS) == {
        ("template", "arrete-travaux"), ("template", "acceptation"), ("template", "refus"),
        ("template", "relance"), ("template", "escalade"), ("form", "instruction-travaux"),
        ("calendar", "working-days"),
    }  # fmt: skip


VALIDATOR = jsonschema.Draft202012Validator(META)


def spoiled(seed: int) -> dict[str, Any]:
    """The works circuit after a few blind exchanges of parts."""
    chance = random.Random(seed)
    visas = [{"vote": "accept", "as": seat} for seat in ("visa_budget", "visa_technique")]
    test = {
        "as": "direction",
        "path": ["deposer", "instruire", *visas, "accepter"],
        "given": {"data": {"total": "10.00"}},
        "expect_status": "acceptee",
    }
    document: Any = {**works(), "tests": [test]}
    names = [s["key"] for s in document["statuses"]] + [t["key"] for t in document["transitions"]]
    for _ in range(chance.randint(1, 6)):
        place: Any = document
        while isinstance(place, dict | list) and place:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = chance.choice(keys)
            if not isinstance(place[key], dict | list) or chance.random() < 0.2:
                change = chance.choice(["name", "drop", "twice"])
                if change == "name":
                    place[key] = chance.choice([*names, "system", "$previous", "P1D", True])
                elif change == "drop":
                    del place[key]
                elif isinstance(place, list):
                    place.append(place[key])
                break
            place = place[key]
    return document


@settings(max_examples=some(100), deadline=None)
@given(st.integers(0, 10**9))
def test_any_document_of_the_right_shape_is_judged_without_a_fault_of_ours(seed):
    document = spoiled(seed)
    if VALIDATOR.is_valid(document):
        KIND.problems(document)
        KIND.references(document)
        Bridge(Circuit.of(document))
