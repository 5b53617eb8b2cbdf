"""How long a verdict takes, beside bare validation of the same document in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import jsonschema_rs

from form_factory.compiled import compiled
from form_factory.evaluation import evaluate
from schemas.domain.conditions import Facts

_NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def figures(rounds: int = 400) -> list[dict[str, Any]]:
    """`form.validate` on two sizes; `ratio` is against bare jsonschema-rs."""
    return [
        _figure("form.validate.60", 60, 20, rounds),
        _figure("form.validate.300", 300, 250, max(20, rounds // 10)),
    ]


def form_of(fields: int, conditions: int) -> dict[str, Any]:
    """A form of `fields` questions on pages of ten, with one repeated question and one sum."""
    properties: dict[str, Any] = {}
    items: list[dict[str, Any]] = []
    for number in range(fields - 2):
        key = f"q{number}"
        properties[key] = {**_SHAPES[number % len(_SHAPES)], "title": key, "x-id": key}
        item: dict[str, Any] = {"field": f"/{key}"}
        if 0 < number <= conditions:
            before = number - number % len(_SHAPES)
            before = before - len(_SHAPES) if before == number else before
            item["when"] = {"!=": [{"var": f"q{max(before, 0)}"}, "zzz"]}
            item["required"] = True
        items.append(item)
    cells = {"libelle": {"type": "string", "maxLength": 80, "x-id": "r1"},
             "montant": {"type": "string", "format": "decimal", "x-id": "r2"}}  # fmt: skip
    properties["lots"] = {
        "type": "array", "maxItems": 20, "x-id": "lots",
        "items": {"type": "object", "required": ["libelle", "montant"], "properties": cells},
    }  # fmt: skip
    properties["total"] = {"type": "string", "format": "decimal", "readOnly": True, "x-id": "total"}
    items += [{"field": "/lots"}, {"field": "/total"}]
    pages = [
        {"id": f"p{n}", "title": f"Page {n}", "items": items[n * 10 : n * 10 + 10]}
        for n in range((len(items) + 9) // 10)
    ]
    return {
        "kind": "form", "format": 1, "key": "mesure", "title": "Mesure",
        "schema": {"type": "object", "additionalProperties": False, "required": ["q0", "lots"],
                   "properties": properties},
        "ui": {"pages": pages},
        "computed": [{"field": "/total", "expr": {"sum": ["lots", "montant"]}}],
    }  # fmt: skip


def answers_to(fields: int) -> dict[str, Any]:
    """Answers to every question of `form_of`, five rows included."""
    answers = {f"q{n}": _ANSWERS[n % len(_ANSWERS)] for n in range(fields - 2)}
    rows = [{"libelle": f"Lot {n}", "montant": "1250.50"} for n in range(5)]
    return {**answers, "lots": rows, "total": "6252.50"}


_SHAPES: list[dict[str, Any]] = [
    {"type": "string", "maxLength": 80},
    {"type": "integer", "minimum": 0, "maximum": 500},
    {"type": "string", "format": "date"},
    {"oneOf": [{"const": "a", "title": "A"}, {"const": "b", "title": "B"}, {"const": "c"}]},
    {"type": "boolean"},
    {"type": "string", "format": "email"},
]
_ANSWERS: list[Any] = ["Réponse", 12, "2026-11-28", "b", True, "a@exemple.fr"]


def _figure(name: str, fields: int, conditions: int, rounds: int) -> dict[str, Any]:
    document, answers = form_of(fields, conditions), answers_to(fields)
    form, facts = compiled(document), Facts(names={}, today=_NOW.date(), now=_NOW)
    if not evaluate(form, answers, facts).valid:
        message = f"{name}: the measured answers must be valid"
        raise AssertionError(message)
    bare = jsonschema_rs.validator_for(document["schema"], validate_formats=True)
    ours: list[float] = []
    theirs: list[float] = []
    # Interleaved, so that a busy machine slows both.
    for _ in range(rounds):
        ours.append(_took(lambda: evaluate(form, answers, facts)))
        theirs.append(_took(lambda: list(bare.iter_errors(answers))))
    value, baseline = statistics.median(ours), statistics.median(theirs)
    return {
        "name": name, "value": round(value, 4), "unit": "ms", "baseline": round(baseline, 4),
        "ratio": round(value / baseline, 1), "n": rounds,
    }  # fmt: skip


def _took(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000
