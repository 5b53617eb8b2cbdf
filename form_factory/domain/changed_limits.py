"""Bounds of an answer that were tightened or loosened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from schemas.domain.changes import Change

#: What may not be under it: a greater one is tighter.
LOWEST: Final = ("minLength", "minimum", "exclusiveMinimum", "minItems", "x-min")
#: What may not be over it: a smaller one is tighter.
HIGHEST: Final = ("maxLength", "maximum", "exclusiveMaximum", "maxItems", "x-max")
#: What an answer must look like: any new one is tighter.
SHAPES: Final = ("pattern", "format", "multipleOf", "uniqueItems", "const", "x-order", "x-under")
LIMITS: Final = frozenset({*LOWEST, *HIGHEST, *SHAPES})


def limit_changes(
    old: Mapping[str, Any], new: Mapping[str, Any], about: Mapping[str, Any]
) -> Iterator[Change]:
    """One change a bound, with what it was and is."""
    for name in (*LOWEST, *HIGHEST, *SHAPES):
        was, now = old.get(name), new.get(name)
        if was == now and type(was) is type(now):
            continue
        looser = now in (None, False) or (was is not None and _looser(name, was, now))
        yield Change(
            "form-limit-loosened" if looser else "form-limit-tightened",
            before=[name, was], after=[name, now], compatible=looser, attention=not looser,
            **about,
        )  # fmt: skip


def _looser(name: str, was: Any, now: Any) -> bool:
    """Whether everything that was accepted still is; what cannot be compared is tighter."""
    if name in SHAPES:
        return False
    try:
        before, after = Decimal(str(was)), Decimal(str(now))
    except InvalidOperation:  # days, compared as text; « today » with nothing
        before, after = str(was), str(now)  # type: ignore[assignment]
        if "today" in (before, after):
            return False
    return after < before if name in LOWEST else after > before
