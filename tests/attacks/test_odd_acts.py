"""Acts that name nothing, numbers without end, drafts of any shape: told, and no accident."""

from __future__ import annotations

import html
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from core.actor import HOUSE
from core.database import session
from form_factory.compiled import compiled
from form_factory.evaluation import evaluate
from form_factory.fields import named
from form_factory.queries import facts_of
from schemas import operations
from tests.kit.people import person
from tests.kit.works import Works, works


@pytest.fixture
def admin(app: Flask, sign_in: Any) -> Any:
    scene: Works = works()
    assert scene.record
    return sign_in(person("ada@example.test", "administrateur", name="Ada Martin"))


def text(answer: Any) -> str:
    return html.unescape(str(answer.get_data(as_text=True)))


def test_i21_a_result_too_large_to_be_an_answer_is_none(app: Flask) -> None:
    """Three numbers of fifteen digits, multiplied: whoever types them got an accident."""
    whole = {"type": "integer", "title": "N", "minimum": 0}
    asked = {key: {**whole, "x-id": key.upper()} for key in "abc"}
    form = compiled({
        "kind": "form", "format": 1, "key": "essai", "title": "Essai", "language": "fr",
        "schema": {"type": "object", "additionalProperties": False, "required": [],
                   "properties": {**asked, "total": {"type": "string", "format": "decimal",
                                  "title": "Total", "readOnly": True, "x-id": "T"}}},
        "ui": {"pages": [{"id": "p", "title": "P", "items": [
            *({"field": f"/{key}"} for key in "abc"), {"field": "/total", "widget": "computed"}]}]},
        "computed": [{"field": "/total", "expr": {"*": [{"var": key} for key in "abc"]}}],
    })  # fmt: skip
    assert evaluate(form, dict.fromkeys("abc", 1_000), facts_of({})).answers["total"] == (
        "1000000000.00"
    )
    outcome = evaluate(form, dict.fromkeys("abc", 10**15 - 1), facts_of({}))
    assert "total" not in outcome.answers


def test_i20_texts_that_double_end_before_the_memory_does(app: Flask) -> None:
    """Forty computed questions that say the one before twice asked for ten terabytes."""
    names = [f"t{n}" for n in range(40)]
    form = compiled({
        "kind": "form", "format": 1, "key": "essai", "title": "Essai", "language": "fr",
        "schema": {"type": "object", "additionalProperties": False, "required": [], "properties": {
            name: {"type": "string", "title": name, "x-id": name.upper()} for name in names}},
        "ui": {"pages": [{"id": "p", "title": "P", "items": [
            {"field": f"/{name}", **({"widget": "computed"} if name != "t0" else {})}
            for name in names]}]},
        "computed": [{"field": f"/{name}", "expr": {"cat": [{"var": before}, {"var": before}]}}
                     for before, name in pairwise(names)],
    })  # fmt: skip
    told = evaluate(form, {"t0": "0123456789"}, facts_of({})).computed
    assert max(len(str(value)) for value in told.values()) == 10 * 2**10


def test_i20_a_condition_of_rows_has_one_budget_for_all_of_them(app: Flask) -> None:
    """Two lists of five thousand rows, one counting the other, were twenty-five million steps."""

    def listed(x_id: str, key: str) -> dict[str, Any]:
        cell = {key: {"type": "integer", "title": key, "x-id": f"{x_id}1"}}
        return {
            "type": "array",
            "maxItems": 1_000,
            "title": x_id,
            "x-id": x_id,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": [],
                "properties": cell,
            },
        }

    counted = {">": [{"count": ["de", {"==": [{"var": "./n"}, 1]}]}, 0]}
    form = compiled({
        "kind": "form", "format": 1, "key": "essai", "title": "Essai", "language": "fr",
        "schema": {"type": "object", "additionalProperties": False, "required": [],
                   "properties": {"de": listed("D", "n"), "vers": listed("V", "m")}},
        "ui": {"pages": [{"id": "p", "title": "P", "items": [
            {"field": "/de", "widget": "cards", "items": [{"field": "n"}]},
            {"field": "/vers", "widget": "cards", "items": [{"field": "m", "when": counted}]}]}]},
    })  # fmt: skip

    def shown(rows: int) -> int:
        answers = {"de": [{"n": 1}] * rows, "vers": [{"m": 1}] * rows}
        return sum(
            each.startswith("/vers/") for each in evaluate(form, answers, facts_of({})).visible
        )

    assert shown(100) == 100
    assert shown(1_000) == 0


def test_i18_a_day_with_a_hundred_thousand_blanks_is_read_at_once(app: Flask) -> None:
    """Whoever fills in a form could hold a process for hours with one date."""
    day = named("date")
    assert day is not None
    field: Any = None
    blanks = " " * 300_000
    for typed in (f"1{blanks}x", f"1{blanks}2{blanks}x", f"1\u00a0/{blanks}x"):
        assert day.parse(typed, field) == " ".join(typed.split())
    assert day.parse("28 /\u00a0\u202f11 / 2026", field) == "2026-11-28"
    assert day.parse("28  novembre   2026", field) == "2026-11-28"


def test_i21_the_formula_helper_says_a_result_of_any_length(admin: Any) -> None:
    said = {"cond": "w", "w.noms": "form:demande-travaux:", "w.texte": "somme(lots.montant) * " +
            "9" * 14, "w.essai.lots.montant": ";".join(["9" * 30] * 3)}  # fmt: skip
    assert admin.submit("/administration/conditions/formule", said).status_code == 200


def test_acts_on_what_is_not_there_are_refused_in_words(admin: Any) -> None:
    entity = "/administration/entites/etablissement"
    for act in ("card.up:zz", "card.down:zz", "card.remove:zz", "card.rename:zz"):
        assert admin.submit(entity, {"act": act, "title": "T"}).status_code == 422, act
    made = {"act": "group.create", "new-group": "Équipe\x00 <b>"}
    answer = admin.submit("/administration/services/travaux/circuit", made)
    assert answer.status_code == 303
    assert "Équipe <b>" in text(admin.get(answer.headers["Location"]))


@pytest.mark.parametrize("part", [{"rows": 3}, {"rows_in": 3}, {"rows_in": {"count": []}}])
def test_r27_a_list_of_any_shape_takes_no_other_along(admin: Any, part: dict[str, Any]) -> None:
    operations.save_draft(HOUSE, "reference-list", "villes", {
        "kind": "reference-list", "format": 1, "key": "villes", "title": "Villes",
        "language": "fr", "translations": {}, **part,
    })  # fmt: skip
    session.commit()
    assert "Villes" in text(admin.get("/administration/listes"))
