"""Do these data hold against their entity?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.jsondoor import problems_in_value
from core.problems import Problem
from registry.domain.entity import Entity
from schemas import validation


def problems_in(entity: Entity, data: Mapping[str, Any]) -> list[Problem]:
    """What is wrong, at the path of each field."""
    plain = dict(data)
    unsafe = problems_in_value(plain)
    if unsafe:
        return unsafe
    if validation.is_valid(plain, entity.schema, entity.schema_sha):
        return []
    return validation.problems_in(plain, entity.schema, entity.schema_sha)
