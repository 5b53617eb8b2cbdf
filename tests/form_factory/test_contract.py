"""The plain schema for given answers says what the engine says, to two libraries."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings

from core.canonical import sha256
from form_factory.compiled import Compiled, compiled
from form_factory.domain.contract import residual
from form_factory.domain.form import Form
from form_factory.domain.plan import Plan
from form_factory.domain.static import static
from form_factory.evaluation import evaluate
from schemas import second_opinion
from schemas.domain.conditions import Facts
from schemas.validation import is_valid
from tests.form_factory.conftest import NOW
from tests.form_factory.strategies import answered, lists
from tests.kit.thorough import some

FACTS = Facts(names={}, today=NOW.date(), now=NOW)
RELAXED = settings(
    max_examples=some(50), deadline=None, suppress_health_check=list(HealthCheck)
)  # fmt: skip


@RELAXED
@given(answered(lists=True))
def test_the_residual_schema_agrees_with_the_engine(case: tuple[dict[str, Any], Any]) -> None:
    document, answers = case
    form = compiled(document)
    outcome = evaluate(form, answers, FACTS, lists)
    schema = residual(form.plan, answers, FACTS, lists)
    kept = outcome.answers
    assert is_valid(kept, schema, sha256(schema)) is outcome.valid, outcome.errors
    assert second_opinion.agrees(kept, schema) is outcome.valid


@RELAXED
@given(answered(lists=True))
def test_projecting_twice_changes_nothing(case: tuple[dict[str, Any], Any]) -> None:
    document, answers = case
    form = compiled(document)
    once = evaluate(form, answers, FACTS, lists)
    again = evaluate(form, once.answers, FACTS, lists)
    assert again.answers == once.answers
    assert again.visible == once.visible
    assert again.errors == once.errors
    json.dumps(once.answers)


@RELAXED
@given(answered(lists=True))
def test_i23_only_what_is_shown_or_computed_is_kept(case: tuple[dict[str, Any], Any]) -> None:
    """FAULTS I-23."""
    document, answers = case
    outcome = evaluate(compiled(document), answers, FACTS, lists)
    for key, value in outcome.answers.items():
        if key in {"adresse", "sejour"} and isinstance(value, dict):
            assert all(f"/{key}/{part}" in outcome.visible for part in value)
        else:
            assert f"/{key}" in outcome.visible or f"/{key}" in outcome.computed
    assert "inconnu" not in outcome.answers
    assert outcome.answers["total"] == outcome.computed["/total"]


@RELAXED
@given(answered(lists=True))
def test_what_the_static_schema_refuses_the_engine_refuses_too(
    case: tuple[dict[str, Any], Any],
) -> None:
    document, answers = case
    form = compiled(document)
    outcome = evaluate(form, answers, FACTS, lists)
    schema = static(form.plan)
    if outcome.valid:
        assert is_valid(outcome.answers, schema, sha256(schema))
        assert second_opinion.agrees(outcome.answers, schema)


def test_the_static_schema_says_what_it_can_and_lists_the_rest(form: Compiled) -> None:
    schema = static(form.plan)
    assert [each["field"] for each in schema["x-not-expressed"]] == ["/devis"]
    urgent = {
        "etablissement": "0350001L",
        "nature": "urgence",
        "danger": True,
        "description": "Une description assez longue",
        "total": "0.00",
    }
    sha = sha256(schema)
    without = {key: value for key, value in urgent.items() if key != "danger"}
    assert is_valid(urgent, schema, sha) == is_valid({**urgent, "danger": False}, schema, sha)
    assert not is_valid(without, schema, sha)
    assert not is_valid({**urgent, "nature": "projet"}, schema, sha)
    assert not is_valid({**urgent, "lots": [{"libelle": "a", "montant": "1.00"}]}, schema, sha)


def test_the_residual_of_an_urgent_request_forbids_what_is_hidden(
    form: Compiled, facts: Facts
) -> None:
    schema = residual(form.plan, {"nature": "urgence"}, facts)
    assert schema["required"] == ["danger", "description", "etablissement", "nature"]
    assert schema["properties"]["lots"] is False
    assert schema["properties"]["total"] is not False


def test_a_form_of_a_thousand_questions_compiles_in_a_moment() -> None:
    import time

    from form_factory.bench import form_of

    document = form_of(1000, 900)
    started = time.thread_time()
    Plan.of(Form.of(document))
    assert time.thread_time() - started < 3
