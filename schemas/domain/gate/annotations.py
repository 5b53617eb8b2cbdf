"""Keywords of our own (`x-…`): the house reads them, so what they hold is of the kind it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from core.problems import Problem
from schemas.domain.gate.vocabulary import escape, places

MOST_LETTERS: Final = 300
MOST_DIGITS_AFTER: Final = 9


def annotation_problems(schema: Any) -> list[Problem]:
    """Those that hold something else, each at its place. Names nobody reads may hold anything."""
    return [problem for at, inner in places(schema) for problem in _of_one(inner, at)]


def _of_one(schema: Any, at: str) -> Iterator[Problem]:
    for keyword in schema if isinstance(schema, Mapping) else ():
        holds = _HOLD.get(keyword)
        if holds is not None and not holds(schema[keyword]):
            yield Problem(f"{at}/{escape(keyword)}", "schema-annotation", {"keyword": keyword})


def _text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MOST_LETTERS


def _texts(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())


def _plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _scale(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_DIGITS_AFTER


_HOLD: Final[Mapping[str, Callable[[Any], bool]]] = {
    "x-id": lambda value: _text(value) and bool(value),
    "x-list": _text,
    "x-under": _text,
    "x-unit": _text,
    "x-labels": _texts,
    "x-parent": _plain,
    "x-roots": lambda value: isinstance(value, bool),
    "x-scale": _scale,
}
