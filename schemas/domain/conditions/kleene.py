"""Kleene's three-valued logic, as SQL has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from schemas.domain.conditions.values import UNKNOWN

Truth = Callable[[Any], Any]


def _and(*args: Truth) -> Truth:
    def both(run: Any) -> Any:
        result: Any = True
        for arg in args:
            value = arg(run)
            if value is False:
                return False
            if value is UNKNOWN:
                result = UNKNOWN
        return result

    return both


def _or(*args: Truth) -> Truth:
    def either(run: Any) -> Any:
        result: Any = False
        for arg in args:
            value = arg(run)
            if value is True:
                return True
            if value is UNKNOWN:
                result = UNKNOWN
        return result

    return either


def _not(arg: Truth) -> Truth:
    def negated(run: Any) -> Any:
        value = arg(run)
        return UNKNOWN if value is UNKNOWN else not value

    return negated


LOGIC: Mapping[str, Callable[..., Truth]] = {"and": _and, "or": _or, "not": _not}
