"""The same verdict asked of another library: at publication and in property tests.

`jsonschema` follows the standard's words and is slow; it never sees a request. It gets our formats,
no network, and google-re2 in place of Python's `re`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
import referencing
from jsonschema import validators

from core.errors import Invalid
from core.problems import Problem
from schemas.domain.gate.patterns import compiled
from schemas.formats import FORMATS


def _formats() -> jsonschema.FormatChecker:
    checker = jsonschema.FormatChecker(formats=())
    for name, check in FORMATS.items():
        checker.checks(name)(_on_text(check))
    return checker


def _on_text(check: Any) -> Any:
    return lambda value: not isinstance(value, str) or check(value)


def _pattern(
    _validator: Any, pattern: str, instance: Any, _schema: Any
) -> Iterator[jsonschema.ValidationError]:
    if isinstance(instance, str) and not compiled(pattern).search(instance):
        yield jsonschema.ValidationError("pattern")


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Any], instance: Any, _schema: Any
) -> Iterator[jsonschema.ValidationError]:
    for pattern, inner in patterns.items() if isinstance(instance, dict) else ():
        for key, value in instance.items():
            if compiled(pattern).search(key):
                yield from validator.descend(value, inner, path=key, schema_path=pattern)


def _additional(
    validator: Any, allowed: Any, instance: Any, schema: Mapping[str, Any]
) -> Iterator[jsonschema.ValidationError]:
    if not isinstance(instance, dict):
        return
    patterns = [compiled(pattern) for pattern in schema.get("patternProperties", {})]
    for key, value in instance.items():
        if key not in schema.get("properties", {}) and not any(p.search(key) for p in patterns):
            yield from validator.descend(value, allowed, path=key)


_Validator: Any = validators.extend(  # type: ignore[no-untyped-call]  # no types there
    jsonschema.Draft202012Validator,
    {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional,
    },
)
_FORMATS = _formats()


def agrees(answers: Any, schema: Mapping[str, Any]) -> bool:
    """Whether the second library holds these answers for valid."""
    validator = _Validator(schema, registry=referencing.Registry(), format_checker=_FORMATS)
    try:
        return bool(validator.is_valid(answers))
    except (RecursionError, referencing.exceptions.Unresolvable) as fault:
        raise Invalid([Problem("", "schema-loop")]) from fault


def problems_in_schema(schema: Mapping[str, Any]) -> list[Problem]:
    """What the second library says of the schema itself."""
    try:
        _Validator.check_schema(schema, format_checker=jsonschema.FormatChecker(formats=()))
    except jsonschema.SchemaError as fault:
        at = "".join(f"/{step}" for step in fault.absolute_path)
        return [Problem(at, "schema-shape", {"detail": fault.message[:200]})]
    return []
