"""Do these answers hold? One engine (jsonschema-rs), one cached validator per schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import jsonschema_rs

from core.canonical import sha256
from core.errors import Invalid
from core.kept import Kept
from core.problems import Problem
from schemas.domain.gate.patterns import OPTIONS
from schemas.domain.gate.vocabulary import escape
from schemas.formats import FORMATS

_MOST_PROBLEMS: Final = 200
_validators: Final[Kept[str, Any]] = Kept(512)


def validator_for(schema: Mapping[str, Any], sha: str | None = None) -> Any:
    """The validator of a schema; `sha` (of the canonical schema) spares computing it.

    It opens no file and no connection, whatever the schema says; a schema it cannot build is
    `Invalid`.
    """
    return _validators.of(sha or sha256(schema), lambda: _build(schema))


def _build(schema: Mapping[str, Any]) -> Any:
    try:
        return jsonschema_rs.Draft202012Validator(
            dict(schema),
            formats=dict(FORMATS),
            validate_formats=True,
            ignore_unknown_formats=False,
            pattern_options=OPTIONS,
            offline=True,
        )
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as fault:
        raise Invalid([Problem("", "schema-shape", {"detail": str(fault)[:200]})]) from fault


def problems_in(answers: Any, schema: Mapping[str, Any], sha: str | None = None) -> list[Problem]:
    """What is wrong with `answers`, each problem at the place one would mend it.

    A missing or an unexpected property is told at the property's own path. `code` is the keyword,
    `format-uai`… for a format, `not-a-choice` for a value out of its list. Params hold the figures
    ("limit", "format", "choices"…) and `field`, the title of the field.
    """
    found: list[Problem] = []
    for error in validator_for(schema, sha).iter_errors(answers):
        found.extend(_problems_of(error, schema))
        if len(found) >= _MOST_PROBLEMS:
            break
    return list({(problem.path, problem.code): problem for problem in found}.values())


def is_valid(answers: Any, schema: Mapping[str, Any], sha: str | None = None) -> bool:
    """The bare verdict."""
    return bool(validator_for(schema, sha).is_valid(answers))


def _problems_of(error: Any, schema: Mapping[str, Any]) -> list[Problem]:
    steps = list(error.instance_path)
    code, params = error.kind.name, dict(error.kind.as_dict())
    if code == "required":
        return [_at([*steps, params["property"]], code, {}, schema)]
    if code == "additionalProperties" and "unexpected" in params:
        return [_at([*steps, key], code, {}, schema) for key in params["unexpected"]]
    if code in {"oneOf", "anyOf", "oneOfNotValid", "oneOfMultipleValid"}:
        return [_at(steps, "not-a-choice" if _choice(error) else code, {}, schema)]
    plain = _plain(params)
    if code == "format":  # each format has its own sentence
        code = f"format-{plain.get('format', '')}"
    return [_at(steps, code, plain, schema)]


def _at(steps: list[Any], code: str, params: dict[str, Any], schema: Mapping[str, Any]) -> Problem:
    path = "".join(f"/{escape(str(step))}" for step in steps)
    return Problem(path, code, {**params, "field": title_at(schema, steps)})


def _choice(error: Any) -> bool:
    context = error.kind.as_dict().get("context") or []
    return all(one.kind.name == "const" for branch in context for one in branch)


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    """Figures and names alone: nothing of what the person wrote, nor objects of the library."""
    named = {"options": "choices", "multiple_of": "step", "types": "type"}
    kept = {
        named.get(key, key): value for key, value in params.items()
        if isinstance(value, str | int | float | list) and key not in {"context", "error"}
    }  # fmt: skip
    return {key: [str(v) for v in value] if isinstance(value, list) else value
            for key, value in kept.items()}  # fmt: skip


def title_at(schema: Mapping[str, Any], steps: list[Any]) -> str:
    """The title of the field at a place of the answers; its key when it has none."""
    place: Any = _followed(schema, schema)
    for step in steps:
        inner = place.get("items") if isinstance(step, int) else (
            _mapping(place.get("properties")).get(step)
        )  # fmt: skip
        place = _followed(_mapping(inner), schema)
    names = [str(step) for step in steps if not isinstance(step, int)]
    return str(place.get("title") or (names[-1] if names else ""))


def _followed(place: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = place.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/$defs/"):
        return place
    target = _mapping(_mapping(schema.get("$defs")).get(reference.removeprefix("#/$defs/")))
    return {**target, **place}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
