"""Exact arithmetic over decimals. A missing operand makes UNSET; folds skip what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from schemas.domain.conditions.values import CONTEXT, UNSET

Closure = Callable[[Any], Any]
#: Signs of a text put together.
LONGEST_TEXT: Final = 20_000


def _settled(value: Decimal) -> Any:
    """A result that stayed a number of a sane size; overflow and division by zero are UNSET."""
    return value if value.is_finite() and abs(value.adjusted()) <= 60 else UNSET


def _of(step: Callable[[Decimal, Decimal], Decimal]) -> Callable[..., Closure]:
    def build(*args: Closure) -> Closure:
        def run_all(run: Any) -> Any:
            result: Any = None
            for arg in args:
                value = arg(run)
                if not isinstance(value, Decimal):
                    return UNSET
                result = value if result is None else _settled(step(result, value))
                if result is UNSET:
                    return UNSET
            return result

        return run_all

    return build


ARITHMETIC: Mapping[str, Callable[..., Closure]] = {
    "+": _of(CONTEXT.add), "-": _of(CONTEXT.subtract),
    "*": _of(CONTEXT.multiply), "/": _of(CONTEXT.divide),
}  # fmt: skip


def _sum(values: Sequence[Any]) -> Any:
    total = Decimal(0)
    for value in values:
        if isinstance(value, Decimal):
            total = CONTEXT.add(total, value)
    return _settled(total)


def _extreme(pick: Callable[..., Any]) -> Callable[[Sequence[Any]], Any]:
    def extreme(values: Sequence[Any]) -> Any:
        known = [value for value in values if value is not UNSET]
        try:
            return pick(known) if known else UNSET
        except TypeError:  # values of no described type that do not compare
            return UNSET

    return extreme


def _cat(values: Sequence[Any]) -> Any:
    """One text; none when it grows beyond what is read: each of forty computed questions may say
    the one before it twice."""
    text = "".join(written(value) for value in values if value is not UNSET)
    return text if len(text) <= LONGEST_TEXT else UNSET


def written(value: Any) -> str:
    """A value inside a text: as it would stand in JSON, without quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value if isinstance(value, str) else ""


FOLDING: Mapping[str, Callable[[Sequence[Any]], Any]] = {
    "sum": _sum, "min": _extreme(min), "max": _extreme(max), "cat": _cat,
}  # fmt: skip
