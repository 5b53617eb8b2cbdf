"""The gate: what is refused when a schema is saved, so that running it later is safe and fast."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from core.problems import Problem
from schemas.domain.gate.annotations import annotation_problems
from schemas.domain.gate.expansion import expansion_problems
from schemas.domain.gate.keywords import keyword_problems
from schemas.domain.gate.limits import bound_problems, condition_problems, limit_problems
from schemas.domain.gate.patterns import pattern_problems
from schemas.domain.gate.vocabulary import FORMATS, KEYWORDS, escape

__all__ = [
    "FORMATS",
    "KEYWORDS",
    "keyword_problems",
    "problems_in_definition",
    "problems_in_schema",
]


def problems_in_schema(schema: Any) -> list[Problem]:
    """Everything that keeps a schema out. Empty: it may be stored, compiled and run."""
    if not isinstance(schema, Mapping):
        return [Problem("", "schema-shape")]
    found = bound_problems(schema)
    if found:  # all that follows walks the schema
        return found
    found = keyword_problems(schema) + limit_problems(schema) + pattern_problems(schema)
    found += annotation_problems(schema)
    return found or _malformed(schema) or expansion_problems(schema)


def problems_in_definition(document: Any) -> list[Problem]:
    """Bounds of a whole definition, whatever its kind (its schemas go through the gate apart)."""
    return bound_problems(document) or condition_problems(document)


def _malformed(schema: Mapping[str, Any]) -> list[Problem]:
    """What the dialect's own meta-schema says (`type` misspelt, `required` that is no list)."""
    try:
        jsonschema_rs.meta.validate(dict(schema))
    except jsonschema_rs.ValidationError as fault:
        at = "".join(f"/{escape(str(step))}" for step in fault.instance_path)
        return [Problem(at, "schema-shape", {"detail": fault.message[:200]})]
    return []
