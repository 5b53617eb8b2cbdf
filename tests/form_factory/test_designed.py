"""Any form of any field types: it may be published, is judged alike by all, travels unchanged."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

from core.actor import HOUSE
from core.canonical import canonical, sha256
from core.jsondoor import parse
from form_factory.compiled import compiled
from form_factory.domain.contract import residual
from form_factory.evaluation import evaluate
from schemas import kinds, operations, queries, second_opinion
from schemas.domain.conditions import Facts
from schemas.validation import is_valid
from tests.form_factory.conftest import NOW
from tests.form_factory.designed import designed

FACTS = Facts(names={}, today=NOW.date(), now=NOW)
Case = tuple[dict[str, Any], dict[str, Any]]


def some(count: int) -> Callable[[Any], Any]:
    return settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=False,
    )


def holds(case: Case) -> None:
    """What is true of every form."""
    document, answers = case
    refusing = [p for p in kinds.problems_of(document) if not kinds.is_warning(p)]
    assert refusing == [], refusing
    form = compiled(document)
    outcome = evaluate(form, answers, FACTS)
    schema = residual(form.plan, answers, FACTS)
    assert is_valid(outcome.answers, schema, sha256(schema)) is outcome.valid, outcome.errors
    assert second_opinion.agrees(outcome.answers, schema) is outcome.valid
    travels(document)


def travels(document: dict[str, Any]) -> None:
    """Kept, sent out as text, brought in again: the same bytes."""
    kept = operations.save_draft(HOUSE, "form", "hasard", document)
    assert parse(kept.body_text) == json.loads(canonical(document)) == document
    other = {**parse(kept.body_text.encode()), "key": "revenu"}
    again = operations.save_draft(HOUSE, "form", "revenu", other)
    assert again.body_text.replace('"revenu"', '"hasard"') == kept.body_text
    assert queries.draft("form", "hasard").sha256 == sha256(document)


@some(25)
@given(designed())
def test_u06_any_form_may_be_published_is_judged_alike_and_travels(app: Flask, case: Case) -> None:
    holds(case)


@pytest.mark.audit
@some(1000)
@given(designed())
def test_a_thousand_forms_are_judged_alike_and_travel(app: Flask, case: Case) -> None:
    holds(case)
